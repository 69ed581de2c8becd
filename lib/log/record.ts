/**
 * What is logged, and the line it is in the log.
 *
 * @module
 */

import { printable } from "../text/printable.ts";

/** How much a record matters. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** How much a record can matter, the least first. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];

/** One thing that htmap did or met. */
export interface LogRecord {
  /** When it was logged. */
  readonly time: Date;
  /** How much it matters. */
  readonly level: LogLevel;
  /** What it is about, such as `"htmap.condor"` for a call of one of HTCondor's tools. */
  readonly category: string;
  /** What there is to say, which may have line breaks. */
  readonly message: string;
  /** The values it is about, such as the `tool`, its `args` and its exit `code`, and how many `ms` it took. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A message that is longer, in characters, is cut off in the log. */
const LONGEST = 8000;

const BREAKS: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/**
 * Writes a record as one line, in which nothing commands a terminal.
 *
 * @param record The record.
 * @param pid The number of the process.
 * @returns The line, without a line break: time (UTC), level, process, category, message.
 */
export function logLine(
  { time, level, category, message }: LogRecord,
  pid: number = Deno.pid,
): string {
  const rest = message.length - LONGEST;
  const text = rest > 0 ? `${message.slice(0, LONGEST)}… (${rest} more characters)` : message;
  const line = printable(text.trimEnd()).replace(
    /[\n\t\u2028\u2029]/g,
    (character) => BREAKS[character] ?? character,
  );
  return `${time.toISOString()} ${level} ${pid} ${category} ${line}`;
}
