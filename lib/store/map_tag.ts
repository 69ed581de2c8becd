/**
 * The tag of one map: changing it and giving it back.
 *
 * A map has one tag, whatever several processes do at once and wherever one is killed. Who changes it
 * takes the kernel's lock on a file of the map, which goes with the process however that ends, and
 * notes first what it is about to do; whoever comes next finishes what was begun. A tag's file is removed
 * only under that lock, and only while it names the map.
 *
 * @module
 */

import {
  asCannotWrite,
  createFileExclusively,
  isThere,
  readTextIfThere,
  readTextIfThereSync,
  removeTree,
  TEMPORARY_MARK,
  writeFileAtomically,
} from "../base/files.ts";
import { lockMap } from "./map_lock.ts";
import type { HTMapDirectory, MapPaths } from "./paths.ts";

/** How long another process may take over a map's tag, in milliseconds. */
const PATIENCE = 10_000;

/** A change of tag that has begun. */
interface Retagging {
  readonly from: string;
  readonly to: string;
}

/** What came of a change of tag. */
export type RetagOutcome =
  /** The map has the new tag, and no other. */
  | "done"
  /** The new tag is in use. */
  | "taken"
  /** The map does not have the old tag any more. */
  | "lost"
  /** The map is being removed. */
  | "removing"
  /** Another process is at it, and has been for long. */
  | "busy";

/**
 * Gives a map another tag, which makes it persistent.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @param from The tag it has; asked for once the map is this process's alone.
 * @param to The tag it gets.
 * @returns What came of it; unless it is done, the map keeps the tag it has.
 * @throws {CannotWrite} If the disk is full.
 */
export async function changeTag(
  directory: HTMapDirectory,
  paths: MapPaths,
  from: () => string,
  to: string,
): Promise<RetagOutcome> {
  using lock = await lockTag(paths, PATIENCE);
  if (lock === undefined) return "busy";
  await finishRetagging(directory, paths);
  const old = from();
  if (!await namesMap(directory, old, paths)) return "lost";
  if (isThere(paths.removing)) return "removing";
  if (isThere(directory.tag(to))) return "taken"; // the old one itself, perhaps
  await writeFileAtomically(paths.retagging, JSON.stringify({ from: old, to } satisfies Retagging));
  try {
    if (!await createFileExclusively(directory.tag(to), `${paths.uuid}\n`)) {
      await removeTree(paths.retagging);
      return "taken";
    }
  } catch (error) {
    await removeTree(paths.retagging);
    throw error;
  }
  await removeTree(paths.transient);
  // On a file system that knows no locks, one of several gets here first.
  const isFirst = await withdrawTag(directory, old, paths);
  if (!isFirst) await withdrawTag(directory, to, paths);
  await removeTree(paths.retagging);
  return isFirst ? "done" : "lost";
}

/**
 * Finishes a change of the map's tag that a process began and was killed over.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @returns The tag that the map has then; `undefined` if there was nothing to finish.
 */
export async function settleTag(
  directory: HTMapDirectory,
  paths: MapPaths,
): Promise<string | undefined> {
  if (!isThere(paths.retagging)) return undefined;
  using lock = await lockTag(paths, 0);
  return lock && await finishRetagging(directory, paths); // else it is being changed just now
}

/**
 * Begins the removal of a map that its user never gave a tag, unless that is just being done.
 *
 * @param paths The map.
 * @returns Whether its removal has begun.
 * @throws {CannotWrite} If that cannot be noted.
 */
export async function doomIfTransient(paths: MapPaths): Promise<boolean> {
  if (!isThere(paths.transient)) return false;
  using lock = await lockTag(paths, 0);
  if (lock === undefined || !isThere(paths.transient)) return false;
  try {
    // One note becomes the other, which takes no room: cleaning is how a full disk gets some.
    await Deno.rename(paths.transient, paths.removing);
    return true;
  } catch (error) {
    throw asCannotWrite(paths.removing, error);
  }
}

/**
 * Frees all tags of a map that is being removed.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @param known The tag that it had when it was last seen.
 */
export async function releaseTags(
  directory: HTMapDirectory,
  paths: MapPaths,
  known?: string,
): Promise<void> {
  using _ = await lockTag(paths, PATIENCE);
  const tags = new Set(tagsOfMap(directory, paths));
  if (known !== undefined) tags.add(known);
  for (const tag of tags) await withdrawTag(directory, tag, paths);
}

/**
 * Leaves a map the youngest of several tags, as a change of tag can leave them where there are no locks.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @returns The tag it keeps, unless another process is changing it.
 */
export async function keepOneTag(
  directory: HTMapDirectory,
  paths: MapPaths,
): Promise<string | undefined> {
  using lock = await lockTag(paths, 0);
  if (lock === undefined) return undefined;
  await finishRetagging(directory, paths);
  const made = (tag: string): number =>
    unlessGone(() => Deno.statSync(directory.tag(tag)))?.mtime?.getTime() ?? 0;
  const [youngest, ...others] = tagsOfMap(directory, paths).sort((a, b) => made(b) - made(a));
  for (const tag of others) await withdrawTag(directory, tag, paths);
  return youngest;
}

/**
 * Finds the tags of a map.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @returns Its tags: one, as a rule.
 */
export function tagsOfMap(directory: HTMapDirectory, paths: MapPaths): string[] {
  // Not asynchronously, which for a thousand small files takes ten times as long.
  return unlessGone(() =>
    [...Deno.readDirSync(directory.tags)].filter(({ name, isFile }) =>
      isFile && !name.startsWith(TEMPORARY_MARK) &&
      readTextIfThereSync(directory.tag(name))?.trim() === paths.uuid
    )
  )?.map(({ name }) => name) ?? [];
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Does what is left to do of a change of tag, or forgets one that had not come to anything. */
async function finishRetagging(
  directory: HTMapDirectory,
  paths: MapPaths,
): Promise<string | undefined> {
  const begun = parseRetagging(await readTextIfThere(paths.retagging));
  const hasNew = begun !== undefined && await namesMap(directory, begun.to, paths);
  if (hasNew && begun.from !== begun.to) {
    await removeTree(paths.transient);
    await withdrawTag(directory, begun.from, paths);
  }
  await removeTree(paths.retagging);
  return hasNew ? begun.to : undefined;
}

function parseRetagging(text: string | undefined): Retagging | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // damaged: then the tags there are stay as they are
  }
  if (typeof value !== "object" || value === null) return undefined;
  const [from, to]: unknown[] = [Reflect.get(value, "from"), Reflect.get(value, "to")];
  return isFileName(from) && isFileName(to) ? { from, to } : undefined;
}

/** What could be a tag once may not be one any more. */
function isFileName(value: unknown): value is string {
  return typeof value === "string" && /^[^/\0]+$/.test(value) && ![".", ".."].includes(value);
}

async function namesMap(
  directory: HTMapDirectory,
  tag: string,
  { uuid }: MapPaths,
): Promise<boolean> {
  return (await readTextIfThere(directory.tag(tag)))?.trim() === uuid;
}

/** Removes a tag's file if it names the map; tells whether it was this call that did. */
async function withdrawTag(
  directory: HTMapDirectory,
  tag: string,
  paths: MapPaths,
): Promise<boolean> {
  if (!await namesMap(directory, tag, paths)) return false;
  try {
    await Deno.remove(directory.tag(tag));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Makes a map's tag this process's alone; `undefined` if it is another's for longer than that. */
async function lockTag(paths: MapPaths, patience: number): Promise<Disposable | undefined> {
  return await lockMap(paths, paths.tagLock, { patience });
}
