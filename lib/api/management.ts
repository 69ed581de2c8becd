/**
 * Finding maps, and cleaning up (the manual's section 6.10).
 *
 * @module
 */

import { DamagedMap, IncompleteMap, MapIsBeingMade, TagNotFound } from "../base/errors.ts";
import { isThere, readTextIfThere, removeTree, TEMPORARY_MARK } from "../base/files.ts";
import { globPattern } from "../text/glob.ts";
import { HTMap, openMap } from "../map/map.ts";
import { HTMapDirectory, isMapUuid, type MapPaths } from "../store/paths.ts";
import { removeRemains } from "../map/removal.ts";
import { damagedTag, listTags, uuidOfTag } from "../store/tags.ts";
import { removeUnusedTransplants } from "../submission/transplants.ts";

/**
 * Finds a map by its tag.
 *
 * @typeParam A The arguments of the mapped function, which the caller knows.
 * @typeParam O What its results are, which the caller knows.
 * @param tag The tag.
 * @returns The map; the same object each time.
 * @throws {errors.TagNotFound} If no map has the tag.
 * @throws {errors.InvalidTag} If it cannot be one.
 * @throws {errors.IncompleteMap} If the map was never completely made.
 * @throws {errors.DamagedMap} If the map's own files are damaged.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * await htmap.map((x: number) => 2 * x, [1, 2], { tag: "to-load" });
 * const doubled = await htmap.load<[number], number>("to-load");
 * console.log(await doubled.toArray()); // [2, 4]
 * await doubled.remove();
 * ```
 */
export async function load<A extends unknown[] = unknown[], O = unknown>(
  tag: string,
): Promise<HTMap<A, O>> {
  const directory = HTMapDirectory.current();
  return await openMap<A, O>(directory, tag, await uuidOfTag(directory, tag));
}

/**
 * Finds all maps, or those whose tags match a pattern. Maps that were never completely made are left
 * out, and so are damaged ones, with a warning.
 *
 * @param pattern A glob pattern, such as `"scan-*"`.
 * @returns The maps, in the order of their tags.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 */
export async function loadMaps(pattern?: string): Promise<HTMap[]> {
  const maps: HTMap[] = [];
  for (const tag of await getTags(pattern)) {
    try {
      maps.push(await load(tag));
    } catch (error) {
      // One that is damaged must not keep the others from being seen.
      if (error instanceof DamagedMap) console.warn(error.message);
      // In the making, or just removed by another process.
      else if (!(error instanceof IncompleteMap || error instanceof TagNotFound)) throw error;
    }
  }
  return maps;
}

/**
 * Lists the tags in use.
 *
 * @param pattern A glob pattern that the tags must match.
 * @returns The tags, in alphabetical order.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log(await htmap.getTags("scan-*"));
 * ```
 */
export async function getTags(pattern?: string): Promise<string[]> {
  const tags = await listTags(HTMapDirectory.current());
  if (pattern === undefined) return tags;
  const matches = globPattern(pattern);
  return tags.filter((tag) => matches.test(tag));
}

/**
 * Removes the map with a tag: its jobs and all its files. A map that was never completely made, or
 * whose files are damaged, goes too.
 *
 * @param tag The tag.
 * @param options.notExistOk Whether it is fine if there is no such map. By default it is.
 * @param options.force Whether to remove the files without waiting for the jobs to be gone, and
 *   although the map may still be being made.
 * @param options.signal Stops it; {@linkcode clean} removes what is left then.
 * @throws {errors.TagNotFound} If no map has the tag, unless `notExistOk`.
 * @throws {errors.InvalidTag} If it cannot be one.
 * @throws {errors.MapIsBeingMade} If a process may still be making the map, unless `force`.
 * @throws {errors.HTCondorError} If HTCondor does not remove the jobs, unless `force`.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 */
export async function remove(
  tag: string,
  { notExistOk = true, force = false, signal }: {
    notExistOk?: boolean;
    force?: boolean;
    signal?: AbortSignal;
  } = {},
): Promise<void> {
  const directory = HTMapDirectory.current();
  let uuid: string;
  try {
    uuid = await uuidOfTag(directory, tag);
  } catch (error) {
    if (error instanceof DamagedMap) return await removeTree(directory.tag(tag)); // it names no map
    if (error instanceof TagNotFound && notExistOk) return;
    throw error;
  }
  const map = await openIfUsable(directory, tag, uuid);
  if (map instanceof HTMap) await map.remove({ force, signal });
  else await removeRemains(directory, uuid, tag, { force, signal });
}

/** Opens a map; gives the error if it was never completely made or is damaged. */
async function openIfUsable(
  directory: HTMapDirectory,
  tag: string,
  uuid: string,
): Promise<HTMap | IncompleteMap | DamagedMap> {
  try {
    return await openMap(directory, tag, uuid);
  } catch (error) {
    if (error instanceof IncompleteMap || error instanceof DamagedMap) return error;
    throw error;
  }
}

/**
 * Removes transient maps, and what is left of maps that were never completely made or removed.
 *
 * @param options.all Whether to remove all maps, persistent ones too.
 * @returns The tags of the maps that were removed.
 * @throws {errors.HTCondorError} If jobs of a map could not be removed; the other maps are cleaned first.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log(await htmap.clean());
 * ```
 */
export async function clean({ all = false }: { all?: boolean } = {}): Promise<string[]> {
  const directory = HTMapDirectory.current();
  const removed: string[] = [];
  const failures: unknown[] = [];
  const tagged = new Set<string>();
  for (const tag of await listTags(directory)) {
    const uuid = (await readTextIfThere(directory.tag(tag)))?.trim() ?? "";
    if (!isMapUuid(uuid)) {
      if (all) await removeTree(directory.tag(tag));
      else console.warn(new DamagedMap(tag, damagedTag(directory, tag)).message);
      continue;
    }
    tagged.add(uuid);
    try {
      if (await cleanMap(directory, uuid, tag, all)) removed.push(tag);
    } catch (error) {
      failures.push(error); // the others are cleaned all the same
    }
  }
  for (const uuid of await listMaps(directory)) {
    if (!tagged.has(uuid) && (all || isRemains(directory.map(uuid)))) {
      await removeUnlessInTheMaking(directory, uuid);
    }
  }
  await removeTemporaryFiles(directory);
  await removeUnusedTransplants(directory);
  if (failures.length > 0) throw failures[0];
  return removed;
}

async function cleanMap(
  directory: HTMapDirectory,
  uuid: string,
  tag: string,
  all: boolean,
): Promise<boolean> {
  const map = await openIfUsable(directory, tag, uuid);
  const { root, transient, removing, making } = directory.map(uuid);
  const goes = all || [transient, removing, making].some(isThere) || !isThere(root);
  if (!goes) {
    if (map instanceof DamagedMap) console.warn(map.message);
    return false;
  }
  if (map instanceof HTMap) await map.remove();
  else if (!await removeUnlessInTheMaking(directory, uuid, tag)) return false;
  return true;
}

/** Whether a map is not whole. One that is may have lost its tag, and its outputs may be dear to someone. */
function isRemains(paths: MapPaths): boolean {
  return isThere(paths.making) || isThere(paths.removing) || !isThere(paths.description);
}

async function removeUnlessInTheMaking(
  directory: HTMapDirectory,
  uuid: string,
  tag?: string,
): Promise<boolean> {
  try {
    await removeRemains(directory, uuid, tag);
    return true;
  } catch (error) {
    if (error instanceof MapIsBeingMade) return false;
    throw error;
  }
}

async function listMaps(directory: HTMapDirectory): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory.maps))).map(({ name }) => name).filter(
      isMapUuid,
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** A process that was killed while it wrote, or removed, leaves files under temporary names. */
async function removeTemporaryFiles(directory: HTMapDirectory): Promise<void> {
  const anHourAgo = Date.now() - 3_600_000;
  for (const parent of [directory.tags, directory.maps]) {
    try {
      for await (const { name } of Deno.readDir(parent)) {
        if (!name.startsWith(TEMPORARY_MARK)) continue;
        const { mtime } = await Deno.stat(`${parent}/${name}`);
        if ((mtime?.getTime() ?? 0) < anHourAgo) await removeTree(`${parent}/${name}`);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
