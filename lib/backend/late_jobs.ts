/**
 * Maps that HTCondor makes into jobs little by little (its manual, "Submitting Lots of Jobs": late
 * materialization): what is done to such a map's jobs is to be done to those too that are still to be
 * made.
 *
 * @module
 */

import { namesIn, readTextIfThere } from "../base/files.ts";
import type { MapPaths } from "../store/paths.ts";
import type { Action, BackendOptions, Resource } from "./backend.ts";
import { runAt, type Schedd } from "./schedds.ts";

/** What is done to what makes the jobs, too: what only goes for running ones is not. */
const ACTIONS: readonly Action[] = ["hold", "release", "remove"];

/** The submit descriptors that have jobs made late. */
const LATE = /^\s*(?:max_?materialize|max_?idle|materialize_?max_?idle|job_?materialize\w*)\s*=/im;

/** Whether what makes the jobs of a cluster was told to stop, which is an attribute of the cluster alone. */
export const PAUSED_FACTORY = "(ProcId =?= undefined && JobMaterializePaused =?= 1)";

/**
 * Tells whether an action goes for jobs of a map that HTCondor has still to make.
 *
 * @param action The action.
 * @param schedd The schedd.
 * @param paths The map.
 * @param constraint What the map's jobs have in common.
 * @param options A signal to stop.
 * @returns Whether there is something that makes jobs of it.
 * @throws {HTCondorError} If the schedd cannot be asked.
 */
export async function isForLateJobs(
  action: Action,
  schedd: Schedd,
  paths: MapPaths,
  constraint: string,
  options: BackendOptions,
): Promise<boolean> {
  if (!ACTIONS.includes(action)) return false;
  return (await lateClusters(schedd, paths, constraint, options)).length > 0;
}

/**
 * Lists the clusters of a map that HTCondor has still to make jobs of.
 *
 * @param schedd The schedd.
 * @param paths The map.
 * @param constraint What the map's jobs have in common.
 * @param options A signal to stop.
 * @returns The ids of the clusters.
 * @throws {HTCondorError} If the schedd cannot be asked.
 */
export async function lateClusters(
  schedd: Schedd,
  paths: MapPaths,
  constraint: string,
  options: BackendOptions,
): Promise<string[]> {
  if ((await lateDescriptions(paths)).length === 0) return [];
  const args = ["-factory", "-constraint", constraint, "-af", "ClusterId"];
  const { stdout } = await runAt(schedd, "condor_q", args, "could not list the jobs", options);
  return stdout.match(/^\d+$/gm) ?? [];
}

/** The descriptors of what can be changed afterwards. */
const DESCRIPTORS: Readonly<Record<Resource, string>> = {
  RequestMemory: "request_?memory",
  RequestDisk: "request_?disk",
};

/**
 * Tells whether jobs that are still to be made have values of their own, which HTCondor makes of the submit
 * description and lets nobody change.
 *
 * @param paths The map.
 * @param resource What the value is of.
 * @returns Whether they have.
 */
export async function haveOwnValues(paths: MapPaths, resource: Resource): Promise<boolean> {
  const own = new RegExp(`^\\s*${DESCRIPTORS[resource]}\\s*=.*\\$\\w*\\(`, "im");
  return (await lateDescriptions(paths)).some((description) => own.test(description));
}

/** The submit descriptions that have jobs made late. The queue need not be asked about other maps: they are most. */
async function lateDescriptions(paths: MapPaths): Promise<string[]> {
  const late: string[] = [];
  for (const name of await namesIn(paths.submissions)) {
    if (!name.endsWith(".submit")) continue;
    const description = await readTextIfThere(`${paths.submissions}/${name}`);
    if (description !== undefined && LATE.test(description)) late.push(description);
  }
  return late;
}
