/**
 * Whose a directory among the maps is.
 *
 * HTMap for Python keeps its maps in the same places, and anyone may put a directory there. htmap reads,
 * changes and removes only what it has made itself: from its first moment on, a map of htmap's says so.
 *
 * @module
 */

import { isThere, readTextIfThere, removeIfEmpty, removeTree } from "../base/files.ts";
import type { MapPaths } from "./map_paths.ts";

/**
 * Whose it is: `"htmap"` is this program's own, `"HTMap for Python"` that one's, `"unknown"` anybody's,
 * and `"none"` stands for a directory that is not there, or has nothing in it but an event log and empty
 * directories: HTCondor 25 makes them anew for a job that outlives its map's directory.
 */
export type MapOrigin = "htmap" | "HTMap for Python" | "unknown" | "none";

/** What HTMap for Python has in a map's directory, from its first moments on or once it is whole. */
const OF_HTMAP_FOR_PYTHON = ["output_files", "func", "num_components", "cluster_ids", "itemdata"];

/**
 * Finds out whose a map's directory is.
 *
 * @param paths The map.
 * @returns Whose it is.
 */
export async function originOf(paths: MapPaths): Promise<MapOrigin> {
  if (!isThere(paths.root)) return "none";
  if (!leadsToDirectory(paths.root)) return "unknown";
  try {
    return await originOfDirectory(paths);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "none"; // removed meanwhile
    if (error instanceof Deno.errors.PermissionDenied) return "unknown";
    throw error;
  }
}

async function originOfDirectory(paths: MapPaths): Promise<MapOrigin> {
  if (isThere(paths.making) || await isOwnDescription(paths)) return "htmap";
  if (OF_HTMAP_FOR_PYTHON.some((name) => isThere(`${paths.root}/${name}`))) {
    return "HTMap for Python";
  }
  for await (const { name, isDirectory } of Deno.readDir(paths.root)) {
    const path = `${paths.root}/${name}`;
    if (isDirectory ? !await isEmpty(path) : path !== paths.events) return "unknown";
  }
  return "none";
}

async function isEmpty(directory: string): Promise<boolean> {
  for await (const _ of Deno.readDir(directory)) return false;
  return true;
}

/**
 * Removes a directory that is nobody's (`"none"`), if it is there.
 *
 * @param paths The map that could be there.
 */
export async function removeNobodys(paths: MapPaths): Promise<void> {
  if (!isThere(paths.root) || await originOf(paths) !== "none") return;
  for await (const { name, isDirectory } of Deno.readDir(paths.root)) {
    if (isDirectory) await removeIfEmpty(`${paths.root}/${name}`);
  }
  await removeTree(paths.events);
  await removeIfEmpty(paths.root);
}

function leadsToDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false; // a link to nothing
    throw error;
  }
}

/** A file of that name may be another program's, and one of ours may be damaged. */
async function isOwnDescription(paths: MapPaths): Promise<boolean> {
  if (!isThere(paths.description)) return false;
  if ([paths.function, paths.submissions].some(isThere)) return true;
  const text = await readTextIfThere(paths.description);
  return text !== undefined && /"layout":/.test(text) && /"backend":/.test(text);
}
