/**
 * Copies of the runtime that are kept to be sent to execute nodes (the manual's section 6.11.1).
 *
 * @module
 */

import { directorySize, readTextIfThere, removeTree } from "../base/files.ts";
import { HTMapDirectory, isMapUuid } from "../store/paths.ts";
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
 * Removes runtimes that no map needs any more and that were not used for a day.
 *
 * @param directory The htmap directory.
 */
export async function removeUnusedTransplants(directory: HTMapDirectory): Promise<void> {
  const candidates = (await listTransplants(directory))
    .filter(({ lastUsed }) => lastUsed.getTime() < Date.now() - KEPT_UNUSED);
  if (candidates.length === 0) return;
  const inUse = (await Array.fromAsync(readParts(directory))).join("\n");
  for (const { id, path } of candidates) if (!inUse.includes(`/${id}/`)) await removeTree(path);
}

async function listTransplants(directory: HTMapDirectory): Promise<Transplant[]> {
  const found: Transplant[] = [];
  for (const id of await names(directory.transplants)) {
    if (!/^[0-9a-f]{16}$/.test(id)) continue;
    const path = `${directory.transplants}/${id}`;
    const { mtime } = await Deno.stat(path);
    found.push({ id, path, lastUsed: mtime ?? new Date(0), size: await directorySize(path) });
  }
  return found.sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
}

/** What each map was submitted with; the paths of its runtime are in it. */
async function* readParts(directory: HTMapDirectory): AsyncGenerator<string> {
  for (const uuid of await names(directory.maps)) {
    if (isMapUuid(uuid)) yield await readTextIfThere(directory.map(uuid).submissionParts) ?? "";
  }
}

async function names(directory: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
