/**
 * The HTCondor backend: jobs go to a schedd through the tools on PATH.
 *
 * A map's jobs are always found by the map's uuid, which each carries in its ad, so that none can
 * get lost, whatever happened to the process that submitted it.
 *
 * @module
 */

import { HTCondorError } from "../errors.ts";
import type { MapPaths } from "../paths.ts";
import { settings } from "../settings.ts";
import type { Submission } from "../submit.ts";
import type { Action, Backend, BackendOptions } from "./backend.ts";

const TOOLS: Record<Action, readonly [tool: string, ...args: string[]]> = {
  hold: ["condor_hold"],
  release: ["condor_release"],
  pause: ["condor_suspend"],
  resume: ["condor_continue"],
  vacate: ["condor_vacate_job"],
  remove: ["condor_rm"],
};

/** How long a tool may take, in milliseconds: a busy schedd with many jobs can need minutes. */
const TOOL_TIMEOUT = 10 * 60_000;

/** Runs jobs on an HTCondor pool. */
export class HTCondorBackend implements Backend {
  readonly name = "htcondor";

  async submit({ paths, index }: Submission, options: BackendOptions = {}): Promise<number> {
    const { stdout } = await runTool(
      "condor_submit",
      ["-terse", ...schedulerArguments(), paths.submitDescription(index)],
      "refused the jobs",
      options,
    );
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
    const [tool, ...args] = TOOLS[action];
    const constraint = `${ofMap(paths)}${action === "release" ? " && JobStatus == 5" : ""}`;
    if (await this.#count(constraint, options) === 0) return; // the tools fail where there is nothing to do
    try {
      await runTool(
        tool,
        [...args, ...schedulerArguments(), "-constraint", constraint],
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
      adviceOn(stderr),
    );
  }
  if (!output.success) {
    // A tool that a signal ended may have done its work before.
    const refused = output.signal === null;
    throw new HTCondorError(tool, failure, `${stdout}\n${stderr}`, adviceOn(stderr), refused);
  }
  return { stdout, stderr };
}

function adviceOn(said: string): string {
  if (
    /can't find address|unknown host|unable to locate|failed to connect|can't connect|communication error|CEDAR/i
      .test(said)
  ) {
    return "The schedd cannot be reached: see whether `condor_q` works, and which schedd the setting " +
      "HTCONDOR.SCHEDULER names; then try again";
  }
  if (/permission denied|not authorized|authentication|authorization/i.test(said)) {
    return "You may not do this at that schedd: ask the administrator of the pool, or run htmap on another submit node";
  }
  return "Change the map options that it names, if it names any, and try again";
}
