/**
 * The HTCondor backend: jobs go to a schedd through the tools on PATH.
 *
 * A map's jobs are always found by the map's uuid, which each carries in its ad, so that none can
 * get lost, whatever happened to the process that submitted it.
 *
 * @module
 */

import { HTCondorError } from "../base/errors.ts";
import { warn } from "../base/say.ts";
import { amongJobs, countAt, ofMap, readFactories, readQueues } from "./condor_queue.ts";
import { log } from "../log/log.ts";
import type { MapPaths } from "../store/paths.ts";
import type { Submission } from "../submission/description.ts";
import type { StreamName } from "../wire/names.ts";
import { counted } from "../text/counted.ts";
import type {
  Action,
  Backend,
  BackendOptions,
  HeldRequest,
  JobFactory,
  MapQueue,
  Resource,
  RunningJob,
  WaitingJobs,
} from "./backend.ts";
import { tailOf } from "./condor_tail.ts";
import { haveOwnValues, isForLateJobs, lateClusters, PAUSED_FACTORY } from "./late_jobs.ts";
import { checkVersionFor } from "./condor_version.ts";
import { whyNoneFits } from "./pool/fit.ts";
import { whyJobsWait } from "./pool/idle_jobs.ts";
import { unmeetable } from "./pool/unmeetable.ts";
import { chosenSchedd, noteSchedd, runAt, scheddsOf } from "./schedds.ts";

/**
 * The tool for each action, and the states (HTCondor's manual, "JobStatus") of the jobs it is for: the
 * tools fail if any of the jobs they are to act on is in another.
 */
const TOOLS: Record<Action, readonly [tool: string, states: string]> = {
  hold: ["condor_hold", "JobStatus =!= 3 && JobStatus =!= 4 && JobStatus =!= 5"],
  release: ["condor_release", `(JobStatus == 5 || ${PAUSED_FACTORY})`],
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
    const toolOptions = { ...options, isOptional: index === 0 };
    await checkVersionFor(submission, toolOptions);
    const schedd = await noteSchedd(paths, index, toolOptions);
    const args = ["-terse", paths.submitDescription(index)];
    const { stdout, stderr } = await runAt(
      schedd,
      "condor_submit",
      args,
      "refused the jobs",
      toolOptions,
    );
    for (const [warning] of stderr.matchAll(/^WARNING: .*(?:\n(?!WARNING|ERROR).+)*/gm)) {
      warn(`condor_submit: ${warning}`);
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
    const { tag, jobs } = submission;
    const message = `Cluster ${cluster} has ${counted(jobs.length, "job")} of the map "${tag}"`;
    log("info", "map", message, { tag, cluster: Number(cluster), jobs: jobs.length });
    return Number(cluster);
  }

  async act(action: Action, paths: MapPaths, options: BackendOptions = {}): Promise<void> {
    const [tool, states] = TOOLS[action];
    const constraint = `${ofMap(paths)} && ${states}`;
    for (const schedd of (await scheddsOf(paths, options)).schedds) {
      // The tools fail where there is nothing to do.
      const isThere = await countAt(schedd, constraint, options) > 0 ||
        await isForLateJobs(action, schedd, paths, ofMap(paths), options);
      if (!isThere) continue;
      try {
        const args = ["-constraint", constraint];
        await runAt(schedd, tool, args, `could not ${action} the jobs`, options);
      } catch (error) {
        // The last of them may have left the queue meanwhile.
        if (await countAt(schedd, constraint, options) > 0) throw error;
      }
    }
  }

  async edit(
    attribute: Resource,
    value: number,
    paths: MapPaths,
    { jobs, ...options }: BackendOptions & { readonly jobs?: readonly number[] } = {},
  ): Promise<boolean> {
    const constraint = jobs ? `${ofMap(paths)} && (${amongJobs(jobs)})` : ofMap(paths);
    const failed = `could not change ${attribute}`;
    let areMoreToCome = false;
    for (const schedd of (await scheddsOf(paths, options)).schedds) {
      // First the clusters, so that jobs that are made meanwhile have it from them.
      const late = jobs ? [] : await lateClusters(schedd, paths, ofMap(paths), options);
      if (late.length > 0) {
        areMoreToCome = true;
        const args = [...late, attribute, String(value)];
        await runAt(schedd, "condor_qedit", args, failed, options);
      }
      if (await countAt(schedd, constraint, options) === 0) continue;
      const args = ["-constraint", constraint, attribute, String(value)];
      await runAt(schedd, "condor_qedit", args, failed, options);
    }
    return !areMoreToCome || !await haveOwnValues(paths, attribute);
  }

  async heldRequests(paths: MapPaths, options: BackendOptions = {}): Promise<HeldRequest[]> {
    const held: HeldRequest[] = [];
    const asked = ["HTMapJob", "RequestMemory", "RequestDisk"];
    for (const schedd of (await scheddsOf(paths, options)).schedds) {
      const args = ["-constraint", `${ofMap(paths)} && JobStatus == 5`, "-af", ...asked];
      const { stdout } = await runAt(schedd, "condor_q", args, "could not list the jobs", options);
      for (const [, job, memory, disk] of stdout.matchAll(/^(\d+) (\S+) (\S+)$/gm)) {
        const number = (text = ""): number | undefined =>
          /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
        held.push({ job: Number(job), memory: number(memory), disk: number(disk) });
      }
    }
    return held;
  }

  wake(): Promise<void> {
    return Promise.resolve();
  }

  async queues(maps: readonly MapPaths[], options: BackendOptions = {}): Promise<MapQueue[]> {
    return await readQueues(maps, options);
  }

  async factories(paths: MapPaths, options: BackendOptions = {}): Promise<JobFactory[]> {
    return await readFactories(paths, options);
  }

  async countJobs(paths: MapPaths, options: BackendOptions = {}): Promise<number> {
    let jobs = 0;
    for (const schedd of (await scheddsOf(paths, options)).schedds) {
      jobs += await countAt(schedd, ofMap(paths), options);
    }
    return jobs;
  }

  async soFar(
    job: RunningJob,
    name: StreamName,
    bytes: number,
    paths: MapPaths,
    options: BackendOptions = {},
  ): Promise<string> {
    return await tailOf(job, name, bytes, paths, options);
  }

  async whyNoneFits(
    requirements: string,
    paths: MapPaths,
    options: BackendOptions = {},
  ): Promise<string | undefined> {
    for (const schedd of (await scheddsOf(paths, options)).schedds) {
      const why = await whyNoneFits(requirements, schedd, options);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  async whyJobsWait(
    paths: MapPaths,
    about: { readonly tag: string; readonly delivery: string | undefined },
    options: BackendOptions = {},
  ): Promise<WaitingJobs[]> {
    const found: WaitingJobs[] = [];
    for (const schedd of (await scheddsOf(paths, options)).schedds) {
      found.push(...await whyJobsWait(ofMap(paths), schedd, about, options));
    }
    return found;
  }

  async unmeetable(submission: Submission, options: BackendOptions = {}): Promise<string[]> {
    return await unmeetable(submission, chosenSchedd(), options);
  }
}
