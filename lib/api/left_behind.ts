/**
 * What processes that were killed have left behind in the htmap directory.
 *
 * @module
 */

import {
  DOOMED_MARK,
  homeDirectory,
  isDirectory,
  isTemporaryName,
  isThere,
  namesIn,
  TEMPORARY_MARK,
} from "../base/files.ts";
import { makerOf } from "../map/map_files.ts";
import { originOf } from "../store/map_origin.ts";
import { type HTMapDirectory, isMapUuid, MapPaths } from "../store/paths.ts";
import { isTransplantId } from "../submission/transplants.ts";

/** What is this old, in milliseconds, no process is still at work on. */
const LEFT_BEHIND = 3_600_000;

/** A file or directory under a temporary name that nobody needs any more. */
export interface TemporaryFile {
  readonly path: string;
  /** Whether it can be removed as it is; else another process may have it, and it is to be taken away whole. */
  readonly isOld: boolean;
}

/**
 * Finds what a process that was killed while it wrote, or removed, has left under temporary names.
 *
 * @param directory The htmap directory.
 * @returns The files and directories.
 */
export async function* temporaryFiles(directory: HTMapDirectory): AsyncGenerator<TemporaryFile> {
  const { tags, maps, transplants } = directory;
  const places = [tags, maps, transplants];
  for (const id of await namesFound(transplants)) {
    if (isTransplantId(id)) places.push(`${transplants}/${id}`);
  }
  for (const uuid of await listMaps(directory)) {
    const paths = directory.map(uuid);
    if (await originOf(paths) === "htmap") {
      places.push(paths.root, paths.versions, ...paths.directories);
    }
  }
  for (const place of places) {
    for (const name of await namesFound(place)) {
      if (!name.startsWith(TEMPORARY_MARK)) continue;
      const path = `${place}/${name}`;
      const isOld = name.startsWith(DOOMED_MARK) || await isLeftBehind(path);
      if (isOld || isDirectory(path) && await hasNoMaker(path)) yield { path, isOld };
    }
  }
  const home = homeDirectory(); // where the settings' file is
  for (const name of (await namesFound(home)).filter(isTemporaryName)) {
    const path = `${home}/${name}`;
    if (await isLeftBehind(path)) yield { path, isOld: true };
  }
}

/**
 * Whether a directory is that of a map in the making, and no process is making it. One that does not say
 * so yet may be being made just now; who makes it begins again if it is taken away.
 */
async function hasNoMaker(path: string): Promise<boolean> {
  const paths = new MapPaths(path, "");
  if ((await namesFound(path)).length === 0) return true;
  return isThere(paths.making) && await makerOf(paths) === undefined;
}

/** @returns The uuids of the directories among the maps that can be one's. */
export async function listMaps(directory: HTMapDirectory): Promise<string[]> {
  return (await namesFound(directory.maps)).filter(isMapUuid);
}

/** @returns Whether what is at a path is so old that no process is still at work on it. */
export async function isLeftBehind(path: string): Promise<boolean> {
  try {
    const { mtime } = await Deno.lstat(path);
    return (mtime?.getTime() ?? 0) < Date.now() - LEFT_BEHIND;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The names of what is in a directory; none if something else has its place. */
async function namesFound(directory: string): Promise<string[]> {
  try {
    return await namesIn(directory);
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}
