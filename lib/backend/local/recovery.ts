/**
 * What a scheduler does about jobs that an earlier one left running, because it was killed or the
 * machine stopped.
 *
 * @module
 */

import type { MapPaths } from "../../store/map_paths.ts";
import { readTextIfThere } from "../../base/files.ts";
import { fateOf, killProcesses, parseIdentity } from "./process.ts";
import { clearScratch } from "./scratch.ts";

/**
 * Kills what is left of all earlier runs, so that no job runs twice at once, and removes their
 * scratch directories.
 *
 * @param paths The map, of which this process is the only scheduler.
 * @throws {Error} If a process cannot be killed.
 */
export async function clearEarlierRuns(paths: MapPaths): Promise<void> {
  for (const [cluster, proc] of jobsNamedIn(paths.localRunning)) {
    const record = paths.localProcess(cluster, proc);
    const identity = parseIdentity(await readTextIfThere(record) ?? "");
    // The number may be another process's by now; then only its environment tells who was the job's.
    const leader = identity && fateOf(identity) === "alive" ? identity.pid : undefined;
    const scratch = paths.localScratchOf(cluster, proc);
    if (!await killProcesses(scratch, leader)) {
      throw new Error(`The processes of job ${cluster}.${proc} in ${scratch} cannot be killed`);
    }
    await Deno.remove(record);
  }
  for (const [cluster, proc] of jobsNamedIn(paths.localScratch)) {
    clearScratch(paths.localScratchOf(cluster, proc));
  }
}

function jobsNamedIn(directory: string): [cluster: number, proc: number][] {
  return [...Deno.readDirSync(directory)].flatMap(({ name }) => {
    const [, cluster, proc] = /^(\d+)\.(\d+)$/.exec(name) ?? [];
    return cluster === undefined ? [] : [[Number(cluster), Number(proc)]];
  });
}
