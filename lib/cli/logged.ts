/**
 * What the command line has to do with the log: what was called and what came of it is in it, and with
 * `--verbose` all that is logged is shown.
 *
 * @module
 */

import { HTCondorError, HTMapError } from "../base/errors.ts";
import { isThere } from "../base/files.ts";
import { version } from "../base/version.ts";
import { log, logLine, onLog } from "../log/log.ts";
import { HTMapDirectory } from "../store/paths.ts";
import { shellWord } from "../text/shell_word.ts";
import { Interrupted, UsageError } from "./failures.ts";
import { note, OutputClosed } from "./output.ts";

/** Has all that is logged shown on standard error, too. */
export function showLog(): void {
  onLog((record) => {
    const { category, level } = record;
    const isShownAnyhow = category === "htmap.said" ||
      category === "htmap.cli" && level !== "debug";
    if (!isShownAnyhow) note(logLine(record));
  });
}

/**
 * Logs what was called.
 *
 * @param args The command line.
 */
export function logCommand(args: readonly string[]): void {
  const line = ["htmap", ...args].map(shellWord).join(" ");
  log("debug", "cli", `${line} (htmap ${version()}, Deno ${Deno.version.deno})`, { args });
}

/**
 * Logs what ended a command early, or kept it from doing part of its work.
 *
 * @param error What was thrown.
 */
export function logFailure(error: unknown): void {
  if (error instanceof OutputClosed || error instanceof UsageError) return;
  const level = error instanceof Interrupted ? "info" : "error";
  log(level, "cli", textOf(error), { error });
}

let hasPointed = false;

/**
 * Says, once, where to see more of what went wrong between htmap and HTCondor.
 *
 * @param error What was thrown.
 */
export function pointToLog(error: unknown): void {
  // Where a tool is missing, or has refused something, its words say all.
  if (hasPointed || !(error instanceof HTCondorError) || error.refused) return;
  hasPointed = true;
  const { log } = HTMapDirectory.current();
  if (isThere(log)) {
    note("What HTCondor's tools were asked, and when, is in the log: see `htmap logs`");
  }
}

/** What can happen to anyone tells itself what to do; of anything else it counts where it was thrown. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error instanceof HTMapError || error instanceof Interrupted;
  return isExpected ? `${error.name}: ${error.message}` : error.stack ?? error.message;
}
