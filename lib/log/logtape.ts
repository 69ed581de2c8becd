/**
 * Giving records to LogTape, where the program that uses htmap logs with it.
 *
 * @module
 */

import { warn } from "../base/say.ts";
import { loadLogTape } from "../deps.ts";
import type { LogRecord } from "./record.ts";

type LogTape = Awaited<ReturnType<typeof loadLogTape>>;

/** By this LogTape keeps the loggers of a process, whichever copy of it a module has. */
const LOGGERS = Symbol.for("logtape.rootLogger");

let logTape: LogTape | "loading" | "missing" | undefined;
/** What was logged while it was loaded. */
let waiting: LogRecord[] = [];

/**
 * Gives a record to LogTape, if anything in this process has asked that for a logger. It is not loaded
 * otherwise.
 *
 * @param record The record.
 */
export function giveToLogTape(record: LogRecord): void {
  if (logTape === "missing" || !(LOGGERS in globalThis)) return;
  if (typeof logTape === "object") return emit(logTape, record);
  waiting.push(record);
  if (logTape === "loading") return;
  logTape = "loading";
  loadLogTape().then((loaded) => {
    logTape = loaded;
    for (const early of waiting) emit(loaded, early);
  }).catch((error) => {
    logTape = "missing";
    warn(`What htmap logs is not given to LogTape, which cannot be loaded: ${error}`);
  }).finally(() => waiting = []);
}

function emit({ getLogger }: LogTape, { time, level, category, message, data }: LogRecord): void {
  getLogger(category.split(".")).emit({
    timestamp: time.getTime(),
    level,
    message: [message],
    rawMessage: message,
    properties: { ...data },
  });
}
