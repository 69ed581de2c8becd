/**
 * Cleaning up: transient maps, and what is left of maps and commands that were interrupted.
 *
 * @module
 */

import { dirname } from "node:path";
import { checkOptionKeys } from "../base/arguments.ts";
import { DamagedMap, type ForeignMap, MapIsBeingMade } from "../base/errors.ts";
import { DOOMED_MARK, isThere, readTextIfThere, removeTree } from "../base/files.ts";
import { warn } from "../base/say.ts";
import { HTMap, openIfUsable } from "../map/map.ts";
import { barOfCommand } from "../map/long_work.ts";
import { removeRemains } from "../map/removal.ts";
import { originOf, removeNobodys } from "../store/map_origin.ts";
import { doomIfTransient, keepOneTag } from "../store/map_tag.ts";
import { HTMapDirectory, isMapUuid } from "../store/paths.ts";
import { damagedTag, foreignMapOf, listTags } from "../store/tags.ts";
import { sayForeign } from "./foreign.ts";
import { removeUnusedTransplants } from "../submission/transplants.ts";
import { isLeftBehind, listMaps, temporaryFiles } from "./left_behind.ts";

/**
 * Removes transient maps, and what is left of maps that were never completely made or removed. Maps of
 * HTMap for Python, and whatever else in the htmap directory is not htmap's, stay as they are.
 *
 * @param options.all Whether to remove all maps, persistent ones too.
 * @returns The tags of the maps that were removed.
 * @throws {errors.HTCondorError} If jobs of a map could not be removed; the other maps are cleaned first.
 * @throws {errors.UnusableDirectory} If the htmap directory, or a map's, cannot be used; in the second
 *   case the other maps are cleaned first.
 * @throws {errors.InvalidArgument} If there is no such option.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log(await htmap.clean());
 * ```
 */
export async function clean(options: { all?: boolean } = {}): Promise<string[]> {
  checkOptionKeys("clean()", options, ["all"]);
  const { all = false } = options;
  const directory = HTMapDirectory.current();
  const removed: string[] = [];
  const failures: unknown[] = [];
  const foreign: ForeignMap[] = [];
  const foreignDirectories: string[] = [];
  const tagged = await mapsByTag(directory, all);
  using bar = barOfCommand({ title: "Cleaning", total: tagged.size, unit: "map" });
  let looked = 0;
  for (const [uuid, tags] of tagged) {
    bar.update(looked++);
    try {
      const other = await foreignMapOf(directory, tags[0], uuid);
      const tag = other ? undefined : await cleanMap(directory, uuid, tags, all);
      if (other) foreign.push(other);
      else if (tag !== undefined) removed.push(tag);
    } catch (error) {
      failures.push(error); // the others are cleaned all the same
    }
  }
  for (const uuid of await listMaps(directory)) {
    if (tagged.has(uuid)) continue;
    try {
      const isOurs = await cleanUntagged(directory, uuid, all);
      if (!isOurs) foreignDirectories.push(directory.map(uuid).root);
    } catch (error) {
      failures.push(error);
    }
  }
  if (all) sayForeign(foreign, foreignDirectories).forEach(warn);
  await removeTemporaryFiles(directory);
  await removeUnusedTransplants(directory);
  if (failures.length > 0) throw failures[0];
  return removed;
}

/** The tags of each map: one, as a rule. A tag's file that names no map is removed, if all is to go. */
async function mapsByTag(
  directory: HTMapDirectory,
  all: boolean,
): Promise<Map<string, [string, ...string[]]>> {
  const tagged = new Map<string, [string, ...string[]]>();
  for (const tag of await listTags(directory)) {
    const uuid = (await readTextIfThere(directory.tag(tag)))?.trim();
    if (uuid === undefined) continue; // freed meanwhile
    if (isMapUuid(uuid)) {
      const tags = tagged.get(uuid);
      if (tags) tags.push(tag);
      else tagged.set(uuid, [tag]);
    } else if (all) await removeTree(directory.tag(tag));
    else warn(new DamagedMap(tag, damagedTag(directory, tag)).message);
  }
  return tagged;
}

/** Removes a map if it is to go, and gives the tag it had. */
async function cleanMap(
  directory: HTMapDirectory,
  uuid: string,
  tags: readonly [string, ...string[]],
  all: boolean,
): Promise<string | undefined> {
  const paths = directory.map(uuid);
  const known = tags.length === 1 ? tags[0] : await keepOneTag(directory, paths) ?? tags[0];
  const map = await openIfUsable(directory, known, uuid);
  const isRemains = [paths.removing, paths.making].some(isThere) ||
    await originOf(paths) === "none";
  // One that is just being given a tag stays.
  if (!all && !isRemains && !await doomIfTransient(paths)) {
    if (map instanceof DamagedMap) warn(map.message);
    return undefined;
  }
  if (!(map instanceof HTMap)) {
    const isGone = await removeUnlessInTheMaking(directory, uuid, known, { wholeStays: !all });
    return isGone ? known : undefined;
  }
  await map.remove();
  return map.tag;
}

/**
 * Removes a map that no tag leads to, if it is not whole. One that is may have lost its tag, and its
 * outputs may be dear to someone.
 *
 * @returns Whether it is htmap's, or nothing.
 */
async function cleanUntagged(
  directory: HTMapDirectory,
  uuid: string,
  all: boolean,
): Promise<boolean> {
  const paths = directory.map(uuid);
  const origin = await originOf(paths);
  if (origin === "none") {
    // Someone who is quick may be about to put something in it, and HTCondor may not be done with it.
    if (await isLeftBehind(paths.root)) await removeNobodys(paths);
    return true;
  }
  if (origin !== "htmap") return false;
  if (!all && ![paths.removing, paths.making].some(isThere)) return true;
  // A map gets its tag within moments: what has none after that long is in no one's making.
  await removeUnlessInTheMaking(directory, uuid, undefined, {
    wholeStays: !all,
    isLeftBehind: await isLeftBehind(paths.making),
  });
  return true;
}

async function removeUnlessInTheMaking(
  directory: HTMapDirectory,
  uuid: string,
  tag: string | undefined,
  { wholeStays, isLeftBehind = false }: { wholeStays: boolean; isLeftBehind?: boolean },
): Promise<boolean> {
  try {
    return await removeRemains(directory, uuid, tag, { wholeStays });
  } catch (error) {
    if (!(error instanceof MapIsBeingMade)) throw error;
    if (!error.isElsewhere) return false;
    if (isLeftBehind) return await removeRemains(directory, uuid, tag, { wholeStays, force: true });
    if (tag !== undefined) warn(error.message);
    return false;
  }
}

/** Removes what processes that were killed have left under temporary names. */
async function removeTemporaryFiles(directory: HTMapDirectory): Promise<void> {
  for await (const { path, isOld } of temporaryFiles(directory)) {
    await (isOld ? removeTree : takeAway)(path);
  }
}

/** Removes a directory so that who is at work in it never meets half of it. */
async function takeAway(path: string): Promise<void> {
  const doomed = `${dirname(path)}/${DOOMED_MARK}${crypto.randomUUID()}`;
  try {
    await Deno.rename(path, doomed);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // it has got its name, or is gone
    throw error;
  }
  await removeTree(doomed);
}
