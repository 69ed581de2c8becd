/**
 * Copies of the runtime that are kept to be sent to execute nodes (the manual's section 6.11.1).
 *
 * @module
 */

import {
  directorySize,
  namesIn,
  readTextIfThere,
  removeTree,
  TEMPORARY_MARK,
} from "../base/files.ts";
import { originOf } from "../store/map_origin.ts";
import { HTMapDirectory, isMapUuid } from "../store/paths.ts";
import { isKeptFile, USER_MARK } from "./kept_runtime.ts";
import { size } from "../text/size.ts";
import { textTable } from "../text/text_table.ts";

/** A runtime that is kept under the htmap directory. */
export interface Transplant {
  /** Names the program and its version. */
  readonly id: string;
  /** The directory it is in. */
  readonly path: string;
  /** When it was last used for a new map. */
  readonly lastUsed: Date;
  /** Its size on disk, in bytes. */
  readonly size: number;
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
  const rows = (await transplants()).map((
    one,
  ) => [one.id, size(one.size), one.lastUsed.toISOString(), one.path]);
  return textTable(["Id", "Size", "Last used", "Directory"], rows, ["left", "right"]);
}

/**
 * Removes runtimes that no map needs any more and that were not used for a day. A directory that has
 * anything else in it stays as it is.
 *
 * @param directory The htmap directory.
 */
export async function removeUnusedTransplants(directory: HTMapDirectory): Promise<void> {
  for (const { id, path, lastUsed } of await listTransplants(directory)) {
    if (lastUsed.getTime() > Date.now() - KEPT_UNUSED) continue;
    const files = await namesIn(path);
    if (!files.every((name) => isKeptFile(name) || name.startsWith(TEMPORARY_MARK))) continue;
    if (!await isInUse(id, await usersOf(directory, path, files))) await removeTree(path);
  }
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
    for await (const parts of readParts(user)) if (parts.includes(`/${id}/`)) return true;
  }
  return false;
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
    found.push({ id, path, lastUsed: mtime ?? new Date(0), size: await directorySize(path) });
  }
  return found.sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
}

/** What each map was submitted with; the paths of its runtime are in it. */
async function* readParts(directory: HTMapDirectory): AsyncGenerator<string> {
  for (const uuid of await namesIn(directory.maps)) {
    const paths = directory.map(uuid);
    if (!isMapUuid(uuid) || await originOf(paths) !== "htmap") continue;
    yield await readTextIfThere(paths.submissionParts) ?? "";
  }
}
