/**
 * Whether a program can be started.
 *
 * @module
 */

import { HoldCode, JobHold } from "./hold.ts";

/**
 * Checks that the system will be able to start a program, since the shell that does it could not
 * tell us apart its own failure from the program's.
 *
 * @param path The program.
 * @throws {JobHold} If it cannot be started, as HTCondor puts it.
 */
export function checkExecutable(path: string): void {
  let interpreter: string | undefined;
  try {
    const info = Deno.statSync(path);
    if (!info.isFile) throw fail(path, 13, "Permission denied");
    if (((info.mode ?? 0o111) & 0o111) === 0) throw fail(path, 13, "Permission denied");
    interpreter = interpreterOf(path);
  } catch (error) {
    if (error instanceof JobHold) throw error;
    if (error instanceof Deno.errors.NotFound) throw fail(path, 2, "No such file or directory");
    if (error instanceof Deno.errors.PermissionDenied) return; // may be run, but not read
    throw JobHold.because(HoldCode.FAILED_TO_START, `Failed to execute '${path}'`, error);
  }
  if (interpreter === undefined) return;
  try {
    Deno.statSync(interpreter);
  } catch {
    throw fail(path, 2, `No such file or directory: its interpreter ${interpreter}`);
  }
}

/** The interpreter that a script names in its first line; `undefined` for a compiled program. */
function interpreterOf(path: string): string | undefined {
  using file = Deno.openSync(path);
  const start = new Uint8Array(256);
  const read = file.readSync(start);
  const text = new TextDecoder("latin1").decode(start.subarray(0, read ?? 0));
  if (text.startsWith("\x7fELF")) return undefined;
  const line = /^#![ \t]*([^\s]+)/.exec(text)?.[1];
  // A shell would run any text as a script of its own; HTCondor does not.
  if (line === undefined) throw fail(path, 8, "Exec format error");
  return line.startsWith("/") ? line : undefined;
}

function fail(path: string, number: number, said: string): JobHold {
  return new JobHold(
    HoldCode.FAILED_TO_START,
    number,
    `Error from this machine: Failed to execute '${path}': (errno=${number}: '${said}')`,
  );
}
