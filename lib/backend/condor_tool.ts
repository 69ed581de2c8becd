/**
 * HTCondor's command line tools: running them, and what it means when they fail.
 *
 * @module
 */

import { HTCondorError } from "../base/errors.ts";
import { workingDirectory } from "../base/files.ts";
import type { ProgramEnd } from "../base/run_program.ts";
import { troubleWithSystem } from "../base/system_error.ts";
import type { BackendOptions } from "./backend.ts";
import { adviceOn, NO_ANSWER } from "./condor_advice.ts";
import { callTool } from "./condor_call.ts";

/** How long a tool may take, in milliseconds: a busy schedd with many jobs can need minutes. */
const TOOL_TIMEOUT = 10 * 60_000;

/** Options of {@linkcode runTool}. */
export interface ToolOptions extends BackendOptions {
  /**
   * How long the tool may take, in milliseconds.
   *
   * @default {600_000}
   */
  readonly timeout?: number;
  /**
   * Whether what it is for could be done without HTCondor as well, as making a map can.
   *
   * @default {true}
   */
  readonly isOptional?: boolean;
}

/**
 * Runs one of HTCondor's tools.
 *
 * @param tool The tool's name; it is looked up on PATH.
 * @param args Its arguments, as they are: no shell sees them.
 * @param failure What to say it did, if it fails, such as "refused the jobs".
 * @param options What it is for, how long it may take, and a signal to end it, with all it has started.
 * @returns What it wrote.
 * @throws {HTCondorError} If it is missing, fails, takes too long or writes without end.
 * @throws The signal's reason, at once.
 */
export async function runTool(
  tool: string,
  args: readonly string[],
  failure: string,
  { signal, timeout = TOOL_TIMEOUT, isOptional = true }: ToolOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  let ended: ProgramEnd;
  try {
    ended = await callTool(tool, args, { timeout, signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw notStarted(tool, error, isOptional);
  }
  const { stdout, stderr, end } = ended;
  if (end === "time is over") {
    const time = timeout < 60_000 ? `${timeout / 1000} s` : `${timeout / 60_000} minutes`;
    throw new HTCondorError(tool, `had not finished after ${time}`, stderr, NO_ANSWER);
  }
  if (end === "too much output") {
    const advice = `See what \`${tool}\` on your PATH is, and whether it works`;
    throw new HTCondorError(tool, "wrote without end", stderr, advice);
  }
  if (end.code !== 0) {
    const { advice, didNothing } = adviceOn(tool, stderr);
    // One that was killed may have done anything before.
    const refused = end.signal === null && didNothing;
    throw new HTCondorError(tool, failure, `${stdout}\n${stderr}`, advice, refused);
  }
  return { stdout, stderr };
}

function notStarted(tool: string, error: unknown, isOptional: boolean): unknown {
  if (!(error instanceof Error)) return error;
  workingDirectory(); // where there is none, no program is found
  if (error instanceof Deno.errors.NotFound) return missingTool(tool, isOptional);
  const { reason, advice } = troubleWithSystem(error) ??
    { reason: error.message, advice: `See whether \`${tool}\` can be run by hand` };
  return new HTCondorError(tool, `could not be started: ${reason}`, "", advice, true);
}

/**
 * Says that a tool is not there.
 *
 * @param tool The tool's name.
 * @param isOptional Whether what it is for could be done without HTCondor as well.
 * @returns The error.
 */
export function missingTool(tool: string, isOptional: boolean): HTCondorError {
  const advice = isOptional
    ? "Run htmap on a submit node of the pool, or run the map on this machine with HTMAP_BACKEND=local"
    : "The map's jobs are in HTCondor: run htmap on the submit node where the map was made, or put " +
      "HTCondor's tools on PATH";
  return new HTCondorError(tool, "is not on PATH", "", advice, true);
}
