/**
 * Maps that HTCondor makes into jobs little by little (its manual, "Submitting Lots of Jobs": late
 * materialization): what is done to such a map's jobs is to be done to those too that are still to be
 * made.
 *
 * @module
 */

import { namesIn, readTextIfThere } from "../base/files.ts";
import type { MapPaths } from "../store/paths.ts";
import type { Action, BackendOptions } from "./backend.ts";
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
  if (!ACTIONS.includes(action) || !await mayBeLate(paths)) return false;
  const args = ["-factory", "-constraint", constraint, "-af", "ClusterId"];
  const { stdout } = await runAt(schedd, "condor_q", args, "could not list the jobs", options);
  return /^\d+$/m.test(stdout);
}

/** The queue need not be asked about other maps: they are most. */
async function mayBeLate(paths: MapPaths): Promise<boolean> {
  for (const name of await namesIn(paths.submissions)) {
    if (!name.endsWith(".submit")) continue;
    const description = await readTextIfThere(`${paths.submissions}/${name}`);
    if (LATE.test(description ?? "")) return true;
  }
  return false;
}
