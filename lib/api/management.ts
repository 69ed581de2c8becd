/**
 * Finding maps by their tags, and removing them (the manual's section 6.10).
 *
 * @module
 */

import {
  DamagedMap,
  ForeignMap,
  IncompleteMap,
  InvalidArgument,
  TagNotFound,
  UnusableDirectory,
} from "../base/errors.ts";
import { checkOptionKeys, shown } from "../base/arguments.ts";
import { removeTree } from "../base/files.ts";
import { warn } from "../base/say.ts";
import { globPattern } from "../text/glob.ts";
import { HTMap, openIfUsable, openMap } from "../map/map.ts";
import { HTMapDirectory } from "../store/paths.ts";
import { removeRemains } from "../map/removal.ts";
import { listTags, uuidOfTag } from "../store/tags.ts";

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
 * @throws {errors.ForeignMap} If it is a map of HTMap for Python, or anything else that is not htmap's.
 * @throws {errors.UnusableDirectory} If the htmap directory, or the map's, cannot be used.
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
 * out, as are those of HTMap for Python, and, with a warning, damaged ones and those whose directory is
 * not yours alone.
 *
 * @param pattern A glob pattern, such as `"scan-*"`.
 * @returns The maps, in the order of their tags.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 * @throws {errors.InvalidArgument} If the pattern is no text.
 */
export async function loadMaps(pattern?: string): Promise<HTMap[]> {
  return await loadEach(await getTags(pattern), (error) => warn(error.message));
}

/**
 * Finds the maps of some tags, but for those that are none, none yet or none any more.
 *
 * @param tags The tags.
 * @param leaveOut Told of each map that cannot be used: that must not keep the others from being seen.
 * @returns The maps, none twice.
 * @throws {UnusableDirectory} If the htmap directory cannot be used.
 */
export async function loadEach(
  tags: readonly string[],
  leaveOut: (error: DamagedMap | UnusableDirectory) => void,
): Promise<HTMap[]> {
  const maps = new Set<HTMap>(); // one that is just getting another tag may have both
  for (const tag of tags) {
    try {
      maps.add(await load(tag));
    } catch (error) {
      if (isAboutOneMap(error)) leaveOut(error);
      else if (!ABSENT.some((type) => error instanceof type)) throw error;
    }
  }
  return [...maps];
}

/** What stands in for a map that is none, or none yet, or none any more. */
const ABSENT = [IncompleteMap, TagNotFound, ForeignMap] as const;

/** Whether an error of loading a map is about that map alone. */
export function isAboutOneMap(error: unknown): error is DamagedMap | UnusableDirectory {
  if (error instanceof DamagedMap) return true;
  const { maps } = HTMapDirectory.current();
  return error instanceof UnusableDirectory && error.path.startsWith(`${maps}/`);
}

/**
 * Lists the tags in use, by maps of HTMap for Python, too, if it has its maps in the same directory.
 *
 * @param pattern A glob pattern that the tags must match.
 * @returns The tags, in alphabetical order.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 * @throws {errors.InvalidArgument} If the pattern is no text.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log(await htmap.getTags("scan-*"));
 * ```
 */
export async function getTags(pattern?: string): Promise<string[]> {
  if (pattern !== undefined && typeof pattern !== "string") {
    throw new InvalidArgument(
      `A pattern of tags must be text, but it is ${shown(pattern)}. Give one such as "scan-*"`,
    );
  }
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
 * @throws {errors.ForeignMap} If it is a map of HTMap for Python, or anything else that is not htmap's.
 * @throws {errors.HTCondorError} If HTCondor does not remove the jobs, unless `force`.
 * @throws {errors.MapIsBusy} If another process is submitting jobs of the map, unless `force`.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 * @throws {errors.InvalidArgument} If there is no such option.
 */
export async function remove(
  tag: string,
  options: { notExistOk?: boolean; force?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  checkOptionKeys("remove()", options, ["notExistOk", "force", "signal"]);
  const { notExistOk = true, force = false, signal } = options;
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
