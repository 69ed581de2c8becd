/**
 * Finding maps, and cleaning up (the manual's section 6.10).
 *
 * @module
 */

import { openBackend } from "./backend/open.ts";
import { IncompleteMap, TagNotFound } from "./errors.ts";
import { readTextIfThere, removeTree, TEMPORARY_MARK } from "./files.ts";
import { globPattern } from "./glob.ts";
import { HTMap } from "./map.ts";
import { removeMap, removeMapDirectory } from "./map_acts.ts";
import { isBeingMade, readDescription } from "./map_files.ts";
import { HTMapDirectory, isMapUuid } from "./paths.ts";
import { listTags, uuidOfTag } from "./tags.ts";
import { removeUnusedTransplants } from "./transplants.ts";

/**
 * Finds a map by its tag.
 *
 * @typeParam A The arguments of the mapped function, which the caller knows.
 * @typeParam O What its results are, which the caller knows.
 * @param tag The tag.
 * @returns The map; the same object each time.
 * @throws {errors.TagNotFound} If no map has the tag.
 * @throws {errors.IncompleteMap} If the map was never completely made.
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
  return await HTMap.open<A, O>(directory, tag, await uuidOfTag(directory, tag));
}

/**
 * Finds all maps, or those whose tags match a pattern. Maps that were never completely made are left out.
 *
 * @param pattern A glob pattern, such as `"scan-*"`.
 * @returns The maps, in the order of their tags.
 */
export async function loadMaps(pattern?: string): Promise<HTMap[]> {
  const maps: HTMap[] = [];
  for (const tag of await getTags(pattern)) {
    try {
      maps.push(await load(tag));
    } catch (error) {
      // In the making, or just removed by another process.
      if (!(error instanceof IncompleteMap || error instanceof TagNotFound)) throw error;
    }
  }
  return maps;
}

/**
 * Lists the tags in use.
 *
 * @param pattern A glob pattern that the tags must match.
 * @returns The tags, in alphabetical order.
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
 * Removes the map with a tag: its jobs and all its files. A map that was never completely made goes too.
 *
 * @param tag The tag.
 * @param options.notExistOk Whether it is fine if there is no such map. By default it is.
 * @param options.force Whether to remove the files without waiting for the jobs to be gone.
 * @throws {errors.TagNotFound} If no map has the tag, unless `notExistOk`.
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
  try {
    const map = await load(tag);
    await map.remove({ force, signal });
  } catch (error) {
    if (error instanceof IncompleteMap) {
      await removeLeftovers(directory, await uuidOfTag(directory, tag), tag);
    } else if (!(error instanceof TagNotFound && notExistOk)) throw error;
  }
}

/**
 * Removes transient maps, and what is left of maps that were never completely made or removed.
 *
 * @param options.all Whether to remove all maps, persistent ones too.
 * @returns The tags of the maps that were removed.
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
  const tagged = new Set<string>();
  for (const tag of await listTags(directory)) {
    const uuid = (await readTextIfThere(directory.tag(tag)))?.trim() ?? "";
    if (!isMapUuid(uuid)) {
      await removeTree(directory.tag(tag)); // it names no map
      continue;
    }
    tagged.add(uuid);
    if (await cleanMap(directory, uuid, tag, all)) removed.push(tag);
  }
  for (const uuid of await listMaps(directory)) {
    if (!tagged.has(uuid)) await removeLeftovers(directory, uuid, undefined);
  }
  await removeTemporaryFiles(directory);
  await removeUnusedTransplants(directory);
  return removed;
}

async function cleanMap(
  directory: HTMapDirectory,
  uuid: string,
  tag: string,
  all: boolean,
): Promise<boolean> {
  try {
    const map = await HTMap.open(directory, tag, uuid);
    if (!all && !map.isTransient && await readTextIfThere(map.paths.removing) === undefined) {
      return false;
    }
    await map.remove();
    return true;
  } catch (error) {
    if (!(error instanceof IncompleteMap)) throw error;
    return await removeLeftovers(directory, uuid, tag);
  }
}

/** Removes a map that is not whole, with any jobs it has, unless a process is still making it. */
async function removeLeftovers(
  directory: HTMapDirectory,
  uuid: string,
  tag: string | undefined,
): Promise<boolean> {
  const paths = directory.map(uuid);
  if (await isBeingMade(paths)) return false;
  const description = await readDescription(paths);
  // The description is written before the jobs are submitted: where there is none, there are no jobs.
  if (description) {
    await removeMap(directory, paths, await openBackend(description.backend), tag, {
      force: false,
    });
  } else {
    if (tag !== undefined) await removeTree(directory.tag(tag));
    await removeMapDirectory(directory, paths);
  }
  return true;
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
