/**
 * Copies of the runtime that are kept to be sent to execute nodes (the manual's section 6.11.1).
 *
 * @module
 */

import { checkOptionKeys } from "../base/arguments.ts";
import {
  directorySize,
  namesIn,
  readTextIfThere,
  removeTree,
  TEMPORARY_MARK,
} from "../base/files.ts";
import { TransplantIsInUse } from "../base/errors.ts";
import { originOf } from "../store/map_origin.ts";
import { listTags, uuidOfTag } from "../store/tags.ts";
import { HTMapDirectory, isMapUuid } from "../store/paths.ts";
import { isKeptFile, USER_MARK } from "./kept_runtime.ts";
import { size } from "../text/size.ts";
import { textTable } from "../text/text_table.ts";

/** A runtime that is kept under the htmap directory; {@linkcode transplants} lists them. */
export class Transplant {
  /**
   * Takes what is known of it. Users call `transplants`.
   *
   * @param id Names the program and its version.
   * @param path The directory it is in.
   * @param created When its first file was written.
   * @param lastUsed When it was last used for a new map.
   * @param size Its size on disk, in bytes.
   */
  constructor(
    readonly id: string,
    readonly path: string,
    readonly created: Date,
    readonly lastUsed: Date,
    readonly size: number,
  ) {}

  /** How long ago its first file was written, in milliseconds. */
  get age(): number {
    return Math.max(0, Date.now() - this.created.getTime());
  }

  /**
   * Removes it. The next map that needs it writes it anew.
   *
   * @param options.force Whether to remove it also if maps need it, or if other files are in it.
   * @throws {errors.TransplantIsInUse} If jobs of a map may still be sent it, be it that they run again,
   *   or if the directory has files that are not htmap's.
   * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
   * @throws {errors.InvalidArgument} If there is no such option.
   *
   * @example
   * ```ts
   * import * as htmap from "htmap";
   *
   * for (const transplant of await htmap.transplants()) {
   *   if (transplant.age > 30 * 24 * 60 * 60 * 1000) await transplant.remove();
   * }
   * ```
   */
  async remove(options: { force?: boolean } = {}): Promise<void> {
    checkOptionKeys("remove()", options, ["force"]);
    const { force = false } = options;
    const directory = HTMapDirectory.current();
    if (!force) {
      const files = await namesIn(this.path);
      const other = files.find((name) => !isOwnFile(name));
      if (other !== undefined) throw TransplantIsInUse.byFile(this.path, other);
      const users = await usersOf(directory, this.path, files);
      const maps: string[] = [];
      for (const user of users) for await (const name of mapsUsing(this.id, user)) maps.push(name);
      if (maps.length > 0) throw TransplantIsInUse.byMaps(this.path, maps);
    }
    await removeTree(this.path);
  }
}

/** How long a runtime that no map needs is kept, in milliseconds. */
const KEPT_UNUSED = 24 * 60 * 60 * 1000;

/**
 * Lists the runtimes that are kept.
 *
 * @returns The runtimes, the one used last first.
 * @throws {errors.UnusableDirectory} If the setting `TRANSPLANT.DIR` or `HTMAP_DIR` names no usable path.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * for (const { path, size } of await htmap.transplants()) console.log(path, size);
 * ```
 */
export async function transplants(): Promise<Transplant[]> {
  return await listTransplants(HTMapDirectory.current());
}

/**
 * Writes a table of the runtimes that are kept.
 *
 * @returns The table, as text.
 * @throws The errors of {@linkcode transplants}.
 */
export async function transplantInfo(): Promise<string> {
  const rows = (await transplants()).map((one, index) => [
    String(index),
    one.id,
    size(one.size),
    ageText(one.age),
    one.lastUsed.toISOString(),
    one.path,
  ]);
  const heading = ["Index", "Id", "Size", "Age", "Last used", "Directory"];
  return textTable(heading, rows, ["right", "left", "right", "right"]);
}

/**
 * Removes runtimes that no map needs any more and that were not used for a day. A directory that has
 * anything else in it stays as it is.
 *
 * @param directory The htmap directory.
 */
export async function removeUnusedTransplants(directory: HTMapDirectory): Promise<void> {
  for await (const { path } of unusedTransplants(directory)) await removeTree(path);
}

/**
 * Finds runtimes that no map needs any more and that were not used for a day, but for those with other
 * files beside them.
 *
 * @param directory The htmap directory.
 * @returns The runtimes.
 */
export async function* unusedTransplants(directory: HTMapDirectory): AsyncGenerator<Transplant> {
  for (const transplant of await listTransplants(directory)) {
    const { id, path, lastUsed } = transplant;
    if (lastUsed.getTime() > Date.now() - KEPT_UNUSED) continue;
    const files = await namesIn(path);
    if (!files.every(isOwnFile)) continue;
    if (!await isInUse(id, await usersOf(directory, path, files))) yield transplant;
  }
}

function isOwnFile(name: string): boolean {
  return isKeptFile(name) || name.startsWith(TEMPORARY_MARK);
}

/** Writes a time in the largest unit that it has one of. */
function ageText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

/** The htmap directories that use a runtime: where `TRANSPLANT.DIR` is set, there may be several. */
async function usersOf(
  directory: HTMapDirectory,
  path: string,
  files: readonly string[],
): Promise<HTMapDirectory[]> {
  const roots = new Set([directory.root]);
  for (const name of files) {
    if (!name.startsWith(USER_MARK)) continue;
    const root = (await readTextIfThere(`${path}/${name}`))?.trim();
    if (root) roots.add(root);
  }
  return [...roots].map((root) => new HTMapDirectory(root));
}

async function isInUse(id: string, users: readonly HTMapDirectory[]): Promise<boolean> {
  for (const user of users) {
    for await (const _ of mapsUsing(id, user)) return true;
  }
  return false;
}

/** The tags of the maps that were submitted with a runtime; what has none goes by its directory. */
async function* mapsUsing(id: string, directory: HTMapDirectory): AsyncGenerator<string> {
  for (const uuid of await namesIn(directory.maps)) {
    const paths = directory.map(uuid);
    if (!isMapUuid(uuid) || await originOf(paths) !== "htmap") continue;
    // The paths of its runtime are in what it was submitted with.
    const versions = [1, ...(await namesIn(paths.versions)).map(Number)];
    const parts = versions.map((version) => readTextIfThere(paths.partsOf(version)));
    const isUsed = (await Promise.all(parts)).some((text) => text?.includes(`/${id}/`));
    if (isUsed) yield await tagOf(uuid, directory) ?? paths.root;
  }
}

async function tagOf(uuid: string, directory: HTMapDirectory): Promise<string | undefined> {
  for (const tag of await listTags(directory)) {
    if (await uuidOfTag(directory, tag).catch(() => undefined) === uuid) return tag;
  }
  return undefined;
}

/**
 * Tells whether a directory among the runtimes is named as one of htmap's is.
 *
 * @param name The directory's name.
 * @returns Whether it is.
 */
export function isTransplantId(name: string): boolean {
  return /^[0-9a-f]{16}$/.test(name);
}

async function listTransplants(directory: HTMapDirectory): Promise<Transplant[]> {
  const found: Transplant[] = [];
  for (const id of await namesIn(directory.transplants)) {
    if (!isTransplantId(id)) continue;
    const path = `${directory.transplants}/${id}`;
    const { mtime, isDirectory } = await Deno.stat(path);
    if (!isDirectory) continue;
    const lastUsed = mtime ?? new Date(0);
    const created = await firstWritten(path, lastUsed);
    found.push(new Transplant(id, path, created, lastUsed, await directorySize(path)));
  }
  return found.sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
}

/** The directory's own time is that of its last use; its files stay as they were written. */
async function firstWritten(path: string, latest: Date): Promise<Date> {
  let first = latest;
  for (const name of await namesIn(path)) {
    const info = await Deno.stat(`${path}/${name}`).catch(() => undefined); // removed just now
    if (info?.mtime && info.mtime < first) first = info.mtime;
  }
  return first;
}
