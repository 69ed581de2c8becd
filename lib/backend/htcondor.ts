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
import { runTool } from "./condor_tool.ts";
import { checkVersionFor } from "./condor_version.ts";

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

/** Runs jobs on an HTCondor pool. */
export class HTCondorBackend implements Backend {
  readonly name = "htcondor";

  async submit(submission: Submission, options: BackendOptions = {}): Promise<number> {
    const { paths, index } = submission;
    await checkVersionFor(submission, options);
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
