/**
 * What a scheduler does about jobs that an earlier one left running, because it was killed or the
 * machine stopped.
 *
 * @module
 */

import type { MapPaths } from "../../store/map_paths.ts";
import { readTextIfThere } from "../../base/files.ts";
import { jobName } from "./journal.ts";
import { fateOf, killProcesses, parseIdentity } from "./process.ts";
import { clearScratch } from "./scratch.ts";

/**
 * Kills what is left of all earlier runs, so that no job runs twice at once, and removes their
 * scratch directories.
 *
 * @param paths The map, of which this process is the only scheduler.
 * @returns The names of the jobs that had a run.
 * @throws {Error} If a process cannot be killed.
 */
export async function clearEarlierRuns(paths: MapPaths): Promise<Set<string>> {
  const ran = jobsNamedIn(paths.localRunning);
  for (const [cluster, proc] of ran) {
    const record = paths.localProcess(cluster, proc);
    const identity = parseIdentity(await readTextIfThere(record) ?? "");
    // The number may be another process's by now, or one of another container; then only its environment
    // tells who was the job's. Of a container that has ended, the kernel has ended all processes.
    const leader = identity && fateOf(identity) === "alive" && identity.pid > 1
      ? identity.pid
      : undefined;
    const scratch = paths.localScratchOf(cluster, proc);
    if (!await killProcesses(scratch, leader)) {
      throw new Error(`The processes of job ${cluster}.${proc} in ${scratch} cannot be killed`);
    }
    await Deno.remove(record);
  }
  for (const [cluster, proc] of jobsNamedIn(paths.localScratch)) {
    clearScratch(paths.localScratchOf(cluster, proc));
  }
  return new Set(ran.map(([cluster, proc]) => jobName(cluster, proc)));
}

/**
 * Lists the jobs that a directory has an entry of.
 *
 * @param directory The directory of runs or of scratch directories.
 * @returns The jobs.
 */
export function jobsNamedIn(directory: string): [cluster: number, proc: number][] {
  try {
    return [...Deno.readDirSync(directory)].flatMap(({ name }) => {
      const [, cluster, proc] = /^(\d+)\.(\d+)$/.exec(name) ?? [];
      return cluster === undefined ? [] : [[Number(cluster), Number(proc)]];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // nothing has run yet, or it was removed
    throw error;
  }
}
