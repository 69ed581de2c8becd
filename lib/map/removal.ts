/**
 * Removing maps: whole ones, what is left of those that were never made, and damaged ones.
 *
 * @module
 */

import type { Backend, BackendName } from "../backend/backend.ts";
import { openBackend } from "../backend/open.ts";
import { CorruptData, ForeignMap, MapIsBeingMade, MapIsBusy } from "../base/errors.ts";
import { asCannotWrite, DOOMED_MARK, isThere, removeTree } from "../base/files.ts";
import { isFullDisk } from "../base/system_error.ts";
import { loadDelay } from "../deps.ts";
import { log } from "../log/log.ts";
import { barOfCommand } from "./long_work.ts";
import { makerOf, readDescription } from "./map_files.ts";
import { lockMap } from "../store/map_lock.ts";
import { originOf, removeNobodys } from "../store/map_origin.ts";
import { releaseTags } from "../store/map_tag.ts";
import type { HTMapDirectory, MapPaths } from "../store/paths.ts";

/** How long jobs may take to leave the queue before `remove` gives up waiting, in milliseconds. */
const REMOVAL_TIMEOUT = 60_000;

/** What removing a map takes of it. */
interface RemovableMap {
  readonly directory: HTMapDirectory;
  readonly paths: MapPaths;
  readonly backend: Backend;
  /** The map's tag; none for what is left of an unfinished map. */
  readonly tag: string | undefined;
}

/** Options of a removal. */
export interface RemovalOptions {
  /**
   * Whether to remove the files without waiting for the jobs to be gone, even if the backend cannot
   * be reached, and although a process may still be making the map.
   */
  readonly force?: boolean | undefined;
  /** Stops it. What is left then is removed by `htmap clean`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Removes a map: its jobs, its tag, its files. If it is interrupted, `htmap clean` removes the rest.
 *
 * @param map The map.
 * @param options Whether to go on whatever the backend says, and a signal to stop.
 * @throws {HTCondorError} If the jobs could not be removed, unless `force`.
 * @throws {MapIsBusy} If another process is submitting jobs of it, unless `force`.
 */
export async function removeMap(
  { directory, paths, backend, tag }: RemovableMap,
  { force = false, signal }: RemovalOptions,
): Promise<void> {
  await noteRemoval(paths);
  // Jobs that another process is just submitting would be left behind.
  using lock = await lockMap(paths, paths.jobsLock, { patience: REMOVAL_TIMEOUT, signal });
  if (lock === undefined && !force) throw new MapIsBusy(tag ?? paths.uuid);
  try {
    await backend.act("remove", paths, { signal });
    if (!force) await untilQueueIsEmpty(backend, paths, signal);
  } catch (error) {
    if (!force) throw error;
  }
  await removeFiles(directory, paths, tag);
}

/** Removes a map that has no jobs any more. */
async function removeFiles(
  directory: HTMapDirectory,
  paths: MapPaths,
  tag: string | undefined,
): Promise<void> {
  await releaseTags(directory, paths, tag);
  await removeMapDirectory(directory, paths);
  const named = tag === undefined ? "A map without a tag" : `The map "${tag}"`;
  log("info", "map", `${named} (${paths.uuid}) was removed`, { tag, uuid: paths.uuid });
}

/**
 * Notes that a removal has begun, so that `htmap clean` finishes it if it is interrupted. Where there is
 * no room for that it goes without: removing is what makes room.
 */
async function noteRemoval(paths: MapPaths): Promise<void> {
  try {
    await Deno.writeFile(paths.removing, new Uint8Array(), { mode: 0o600 });
  } catch (error) {
    if (isFullDisk(error) || !isThere(paths.root)) return; // another process may have removed the files
    throw asCannotWrite(paths.removing, error);
  }
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
  const doomed = `${directory.maps}/${DOOMED_MARK}${paths.uuid}`;
  try {
    await Deno.rename(paths.root, doomed);
  } catch (error) {
    // A name takes room, too.
    if (isFullDisk(error)) await removeTree(paths.root);
    else if (!(error instanceof Deno.errors.NotFound)) throw asCannotWrite(doomed, error);
  }
  await removeTree(doomed);
}

/**
 * Waits until a map's jobs, which were removed, have left the queue, or for as long as that is worth it.
 * HTCondor writes their last events before they leave, and makes the directory anew where it is gone.
 *
 * @param backend The map's backend.
 * @param paths The map.
 * @param signal Stops it.
 * @throws {HTCondorError} If HTCondor cannot be asked.
 */
export async function untilQueueIsEmpty(
  backend: Backend,
  paths: MapPaths,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { delay } = await loadDelay();
  const deadline = performance.now() + REMOVAL_TIMEOUT;
  const total = await backend.countJobs(paths, { signal });
  using bar = barOfCommand({ title: "Leaving the queue", total, unit: "job" });
  for (
    let [pause, left] = [50, total];
    left > 0;
    [pause, left] = [Math.min(2 * pause, 1000), await backend.countJobs(paths, { signal })]
  ) {
    bar.update(total - left);
    // A job on a machine that is out of reach stays in the queue for long; it is marked removed all the same.
    if (performance.now() > deadline) return;
    await delay(pause, { signal });
  }
}

/**
 * Removes a map that cannot be opened, with any jobs it has: one that was never completely made, or
 * one whose files are damaged. Only its directory is needed.
 *
 * @param directory The htmap directory.
 * @param uuid The map.
 * @param tag The map's tag, if it has one.
 * @param options Whether to go on whatever the backend says, a signal to stop, and whether the map is to
 *   stay if it turns out to be whole: its making may have ended since it was looked at.
 * @returns Whether it was removed.
 * @throws {MapIsBeingMade} If a process may still be making it.
 * @throws {ForeignMap} If what is there is not htmap's.
 * @throws {UnusableDirectory} If others may write in its directory.
 */
export async function removeRemains(
  directory: HTMapDirectory,
  uuid: string,
  tag: string | undefined,
  { force = false, signal, wholeStays = false }: RemovalOptions & { wholeStays?: boolean } = {},
): Promise<boolean> {
  const paths = directory.map(uuid);
  const origin = await originOf(paths);
  if (origin === "none") {
    await removeNobodys(paths);
    await releaseTags(directory, paths, tag);
    return true;
  }
  if (origin !== "htmap") {
    throw new ForeignMap(tag ?? uuid, paths.root, origin === "HTMap for Python");
  }
  directory.checkMap(uuid);
  const maker = await makerOf(paths);
  if (maker && !force) {
    throw new MapIsBeingMade(tag ?? uuid, maker.pid, maker.host, maker.isElsewhere);
  }
  // The note of a maker that has ended early stays; one that has ended well takes it away.
  if (wholeStays && ![paths.making, paths.removing].some(isThere)) return false;
  // The description is written before any jobs are submitted: where there is none, there are no jobs.
  if (isThere(paths.description)) {
    const backend = await openBackend(await backendOf(paths));
    await removeMap({ directory, paths, backend, tag }, { force, signal });
    return true;
  }
  await removeFiles(directory, paths, tag);
  return true;
}

/** Names the backend of a map, whose description may be damaged. */
async function backendOf(paths: MapPaths): Promise<BackendName> {
  const guess = isThere(paths.local) ? "local" : "htcondor";
  try {
    return (await readDescription(paths))?.backend ?? guess;
  } catch (error) {
    if (error instanceof CorruptData) return guess;
    throw error;
  }
}
