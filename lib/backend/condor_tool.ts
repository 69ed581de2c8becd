/**
 * HTCondor's command line tools: running them, and what to do when they fail.
 *
 * @module
 */

import { HTCondorError } from "../base/errors.ts";
import type { BackendOptions } from "./backend.ts";

/** How long a tool may take, in milliseconds: a busy schedd with many jobs can need minutes. */
const TOOL_TIMEOUT = 10 * 60_000;

/**
 * Runs one of HTCondor's tools.
 *
 * @param tool The tool's name; it is looked up on PATH.
 * @param args Its arguments, as they are: no shell sees them.
 * @param failure What to say it did, if it fails, such as "refused the jobs".
 * @returns What it wrote.
 * @throws {HTCondorError} If it is missing, fails or takes too long.
 */
export async function runTool(
  tool: string,
  args: readonly string[],
  failure: string,
  { signal }: BackendOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(TOOL_TIMEOUT);
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(tool, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new HTCondorError(
        tool,
        "is not on PATH",
        "",
        "Run htmap on a submit node of the pool, or run the map on this machine with HTMAP_BACKEND=local",
        true,
      );
    }
    throw error;
  }
  signal?.throwIfAborted();
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const [stdout, stderr] = [decode(output.stdout), decode(output.stderr)];
  if (timeout.aborted) {
    throw new HTCondorError(
      tool,
      `had not finished after ${TOOL_TIMEOUT / 60_000} minutes`,
      stderr,
      adviceOn(tool, stderr),
    );
  }
  if (!output.success) {
    // One that never reached the schedd did nothing. Of any other, only the queue can tell.
    const refused = output.signal === null && UNREACHED.test(stderr);
    throw new HTCondorError(tool, failure, `${stdout}\n${stderr}`, adviceOn(tool, stderr), refused);
  }
  return { stdout, stderr };
}

/** What a tool says that did not even get to talk to the schedd. */
const UNREACHED =
  /can't find address|unknown host|no record of schedd|unable to locate|failed to connect to .*queue manager/i;

function adviceOn(tool: string, said: string): string {
  if (
    UNREACHED.test(said) ||
    /failed to connect|can't connect|connection (?:closed|reset|refused)|communication error|CEDAR|failed to commit/i
      .test(said)
  ) {
    return "The schedd cannot be reached: see whether `condor_q` works, and which schedd the setting " +
      "HTCONDOR.SCHEDULER names; then try again";
  }
  if (/permission denied|not authorized|authentication|authorization/i.test(said)) {
    return "You may not do this at that schedd: ask the administrator of the pool, or run htmap on another submit node";
  }
  if (/MAX_JOBS|jobs? (?:per|limit)|limit.* jobs/i.test(said)) {
    return "Make fewer jobs: the map option chunk has one job run several components, one after the other";
  }
  return tool === "condor_submit"
    ? "Change the map options that it names, if it names any, and try again"
    : "See whether `condor_q` works, and try again";
}
