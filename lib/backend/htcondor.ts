/**
 * The HTCondor backend: jobs go to a schedd through the tools on PATH.
 *
 * A map's jobs are always found by the map's uuid, which each carries in its ad, so that none can
 * get lost, whatever happened to the process that submitted it.
 *
 * @module
 */

import { HTCondorError } from "../base/errors.ts";
import type { MapPaths } from "../store/paths.ts";
import { settings } from "../settings/settings.ts";
import type { Submission } from "../submission/description.ts";
import type { Action, Backend, BackendOptions } from "./backend.ts";

/**
 * The tool for each action, and the states (HTCondor's manual, "JobStatus") of the jobs it is for: the
 * tools fail if any of the jobs they are to act on is in another.
 */
const TOOLS: Record<Action, readonly [tool: string, states: string]> = {
  hold: ["condor_hold", "JobStatus =!= 3 && JobStatus =!= 4 && JobStatus =!= 5"],
  release: ["condor_release", "JobStatus == 5"],
  pause: ["condor_suspend", "JobStatus == 2"],
  resume: ["condor_continue", "JobStatus == 7"],
  vacate: ["condor_vacate_job", "JobStatus == 2"],
  remove: ["condor_rm", "JobStatus =!= 3"],
};

/** How long a tool may take, in milliseconds: a busy schedd with many jobs can need minutes. */
const TOOL_TIMEOUT = 10 * 60_000;

/** Runs jobs on an HTCondor pool. */
export class HTCondorBackend implements Backend {
  readonly name = "htcondor";

  async submit({ paths, index }: Submission, options: BackendOptions = {}): Promise<number> {
    const { stdout, stderr } = await runTool(
      "condor_submit",
      ["-terse", ...schedulerArguments(), paths.submitDescription(index)],
      "refused the jobs",
      options,
    );
    for (const [warning] of stderr.matchAll(/^WARNING: .*(?:\n(?!WARNING|ERROR).+)*/gm)) {
      console.warn(`condor_submit: ${warning}`);
    }
    const cluster = /^(\d+)\.\d+/m.exec(stdout)?.[1];
    if (cluster === undefined) {
      throw new HTCondorError(
        "condor_submit",
        "gave no cluster id",
        stdout,
        "Try again, and look at the schedd's log",
      );
    }
    return Number(cluster);
  }

  async act(action: Action, paths: MapPaths, options: BackendOptions = {}): Promise<void> {
    const [tool, states] = TOOLS[action];
    const constraint = `${ofMap(paths)} && ${states}`;
    if (await this.#count(constraint, options) === 0) return; // the tools fail where there is nothing to do
    try {
      await runTool(
        tool,
        [...schedulerArguments(), "-constraint", constraint],
        `could not ${action} the jobs`,
        options,
      );
    } catch (error) {
      // The last of them may have left the queue meanwhile.
      if (await this.#count(constraint, options) > 0) throw error;
    }
  }

  async edit(
    attribute: "RequestMemory" | "RequestDisk",
    value: number,
    paths: MapPaths,
    options: BackendOptions = {},
  ): Promise<void> {
    if (await this.countJobs(paths, options) === 0) return;
    const args = [...schedulerArguments(), "-constraint", ofMap(paths), attribute, String(value)];
    await runTool("condor_qedit", args, `could not change ${attribute}`, options);
  }

  wake(): Promise<void> {
    return Promise.resolve();
  }

  async countJobs(paths: MapPaths, options: BackendOptions = {}): Promise<number> {
    return await this.#count(ofMap(paths), options);
  }

  async #count(constraint: string, options: BackendOptions): Promise<number> {
    const args = [...schedulerArguments(), "-constraint", constraint, "-af", "ClusterId"];
    const { stdout } = await runTool("condor_q", args, "could not list the jobs", options);
    return stdout.split("\n").filter((line) => /^\d+$/.test(line.trim())).length;
  }
}

/** The uuid is checked where it is read, so it needs no quoting here. */
function ofMap(paths: MapPaths): string {
  return `HTMapUUID == "${paths.uuid}"`;
}

function schedulerArguments(): string[] {
  const scheduler = settings.getString("HTCONDOR.SCHEDULER");
  const collector = settings.getString("HTCONDOR.COLLECTOR");
  return [...(collector ? ["-pool", collector] : []), ...(scheduler ? ["-name", scheduler] : [])];
}

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
  /can't find address|unknown host|unable to locate|failed to connect to .*queue manager/i;

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
