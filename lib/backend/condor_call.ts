/**
 * Calling HTCondor's command line tools, so that each call is in the log.
 *
 * @module
 */

import { type ProgramEnd, type RunOptions, runProgram } from "../base/run_program.ts";
import { log } from "../log/log.ts";
import { shellWord } from "../text/shell_word.ts";

/** How much is logged of what a tool wrote, in characters of its end. */
const KEPT = 3000;

/**
 * Runs one of HTCondor's tools, and logs that, with what came of it and how long it took.
 *
 * @param tool The tool's name; it is looked up on PATH.
 * @param args Its arguments, as they are: no shell sees them.
 * @param options How long it may take, and a signal to end it.
 * @returns What it came to.
 * @throws What {@linkcode runProgram} throws.
 */
export async function callTool(
  tool: string,
  args: readonly string[],
  options: RunOptions,
): Promise<ProgramEnd> {
  const start = performance.now();
  const call = { tool, args };
  const command = [tool, ...args].map(shellWord).join(" ");
  const since = (): number => Math.round(performance.now() - start);
  try {
    const ended = await runProgram(tool, args, options);
    logEnd(command, call, ended, since());
    return ended;
  } catch (error) {
    const ms = since();
    const isStopped = options.signal?.aborted ?? false;
    const what = isStopped ? "stopped" : `could not be started: ${messageOf(error)}`;
    log(isStopped ? "info" : "warning", "condor", `${command}: ${what} after ${ms} ms`, {
      ...call,
      ms,
    });
    throw error;
  }
}

function logEnd(
  command: string,
  call: { readonly tool: string; readonly args: readonly string[] },
  { end, stdout, stderr }: ProgramEnd,
  ms: number,
): void {
  const wrote = { stdout: stdout.slice(-KEPT), stderr: stderr.slice(-KEPT) };
  if (typeof end === "string") {
    log("warning", "condor", `${command}: ${end} after ${ms} ms${said(wrote)}`, {
      ...call,
      ...wrote,
      ms,
    });
    return;
  }
  const { code, signal } = end;
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
  const data = { ...call, ...wrote, code, signal, ms };
  const isWell = code === 0 && signal === null;
  const message = `${command}: ${how} after ${ms} ms`;
  log(isWell ? "info" : "warning", "condor", isWell ? message : message + said(wrote), data);
  if (isWell && stdout + stderr !== "") log("debug", "condor", `${call.tool}${said(wrote)}`, data);
}

function said({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const all = [stderr, stdout].map((text) => text.trim()).filter((text) => text !== "");
  return all.length === 0 ? "" : ` and wrote:\n${all.join("\n")}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
