/**
 * Logging what htmap does: into its log, to LogTape, and to whoever asked to be told.
 *
 * @module
 */

import { onSaid, warn } from "../base/say.ts";
import { keepRecord } from "./log_file.ts";
import { giveToLogTape } from "./logtape.ts";
import type { LogLevel, LogRecord } from "./record.ts";

export { beginLog } from "./log_file.ts";
export { type LogLevel, logLine, type LogRecord } from "./record.ts";

const listeners = new Set<(record: LogRecord) => void>();

/**
 * Logs something.
 *
 * @param level How much it matters.
 * @param about What it is about, such as `"condor"`.
 * @param message What there is to say.
 * @param data The values it is about.
 */
export function log(
  level: LogLevel,
  about: string,
  message: string,
  data: LogRecord["data"] = {},
): void {
  const record = { time: new Date(), level, category: `htmap.${about}`, message, data };
  keepRecord(record);
  giveToLogTape(record);
  for (const listener of listeners) tell(listener, record);
}

/**
 * Has a function told of all that htmap logs, whatever the setting `LOG.LEVEL` keeps in the log (the
 * manual's section 6.13).
 *
 * @param listener Called with each record, at once. One that throws is not called again, and there is a
 *   warning.
 * @returns Has it told no more.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const stop = htmap.onLog(({ level, category, message }) => {
 *   if (level !== "debug") console.log(`${level} ${category}: ${message}`);
 * });
 * const doubled = await htmap.map((x: number) => 2 * x, [1, 2]);
 * await doubled.remove();
 * stop();
 * ```
 */
export function onLog(listener: (record: LogRecord) => void): () => void {
  const told = (record: LogRecord): void => listener(record);
  listeners.add(told); // each call counts, if it is of the same function
  return () => void listeners.delete(told);
}

function tell(listener: (record: LogRecord) => void, record: LogRecord): void {
  try {
    listener(record);
  } catch (error) {
    listeners.delete(listener);
    warn(`A function given to htmap.onLog is not called any more, since it threw ${error}`);
  }
}

onSaid((kind, text) => log(kind === "warned" ? "warning" : "info", "said", text));
