/**
 * Removing maps: whole ones, what is left of those that were never made, and damaged ones.
 *
 * @module
 */

import type { Backend } from "../backend/backend.ts";
import { openBackend } from "../backend/open.ts";
import { MapIsBeingMade } from "../base/errors.ts";
import { isThere, removeTree, TEMPORARY_MARK, writeFileAtomically } from "../base/files.ts";
import { makerOf } from "./map_files.ts";
import type { HTMapDirectory, MapPaths } from "../store/paths.ts";

/** How long jobs may take to leave the queue before `remove` gives up waiting, in milliseconds. */
const REMOVAL_TIMEOUT = 60_000;

/**
 * Removes a map: its jobs, its tag, its files. If it is interrupted, `htmap clean` removes the rest.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @param backend The map's backend.
 * @param tag The map's tag; none for what is left of an unfinished map.
 * @param options.force Whether to remove the files even if the backend cannot be reached.
 */
export async function removeMap(
  directory: HTMapDirectory,
  paths: MapPaths,
  backend: Backend,
  tag: string | undefined,
  { force, signal }: { force: boolean; signal?: AbortSignal | undefined },
): Promise<void> {
  await writeFileAtomically(paths.removing, "");
  try {
    await backend.act("remove", paths, { signal });
    if (!force) await untilQueueIsEmpty(backend, paths, signal);
  } catch (error) {
    if (!force) throw error;
  }
  if (tag !== undefined) await removeTree(directory.tag(tag));
  await removeMapDirectory(directory, paths);
}

/**
 * Removes a map's directory. It is renamed first: HTCondor may still write to the event log of a job
 * on its way out of the queue, and must not find the directory while it is being emptied.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 */
export async function removeMapDirectory(
  directory: HTMapDirectory,
  paths: MapPaths,
): Promise<void> {
  const doomed = `${directory.maps}/${TEMPORARY_MARK}${paths.uuid}`;
  try {
    await Deno.rename(paths.root, doomed);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await removeTree(doomed);
}

async function untilQueueIsEmpty(
  backend: Backend,
  paths: MapPaths,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + REMOVAL_TIMEOUT;
  for (
    let pause = 50;
    await backend.countJobs(paths, { signal }) > 0;
    pause = Math.min(2 * pause, 1000)
  ) {
    // A job on a machine that is out of reach stays in the queue for long; it is marked removed all the same.
    if (performance.now() > deadline) return;
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/**
 * Removes a map that cannot be opened, with any jobs it has: one that was never completely made, or
 * one whose files are damaged. Only its directory is needed.
 *
 * @param directory The htmap directory.
 * @param uuid The map.
 * @param tag The map's tag, if it has one.
 * @param options.force Whether to remove it although a process may still be making it, and although
 *   its jobs cannot be removed.
 * @throws {MapIsBeingMade} If a process may still be making it.
 */
export async function removeRemains(
  directory: HTMapDirectory,
  uuid: string,
  tag: string | undefined,
  { force = false, signal }: { force?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const paths = directory.map(uuid);
  const maker = await makerOf(paths);
  if (maker && !force) throw new MapIsBeingMade(tag ?? uuid, maker.pid, maker.host);
  // The description is written before any jobs are submitted: where there is none, there are no jobs.
  if (isThere(paths.description)) {
    const backend = await openBackend(isThere(paths.local) ? "local" : "htcondor");
    return await removeMap(directory, paths, backend, tag, { force, signal });
  }
  if (tag !== undefined) await removeTree(directory.tag(tag));
  await removeMapDirectory(directory, paths);
}
