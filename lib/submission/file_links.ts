/**
 * Links to the user's files, in the map's directory: under a link's name a file is sent that could not be
 * told from another by its own.
 *
 * @module
 */

import { asCannotWrite, leadsToDirectory, namesIn } from "../base/files.ts";
import { linkNumber } from "../wire/names.ts";
import type { MapPaths } from "../store/map_paths.ts";

/** A link to be made. */
export interface FileLink {
  /** Its name, in the directory of the map's links. */
  readonly name: string;
  /** The path of the file or directory. */
  readonly target: string;
}

/**
 * Finds which number the next link of a map gets.
 *
 * @param paths The map.
 * @returns A number that no link has, from 1: a map without links may have names to be minded as well.
 */
export async function nextLink(paths: MapPaths): Promise<number> {
  const names = await namesIn(paths.links);
  return names.reduce((last, name) => Math.max(last, linkNumber(name) ?? 0), 0) + 1;
}

/** After so many links whatever else waits has its turn, a Ctrl-C among it. */
const TURN = 1024;

/**
 * Makes links. HTCondor follows those to files; a directory is made anew, with links to the files in it.
 *
 * @param paths The map.
 * @param links The links.
 * @param signal Stops it.
 * @throws {CannotWrite} If they cannot be made.
 * @throws The reason of the signal.
 */
export async function makeLinks(
  paths: MapPaths,
  links: readonly FileLink[],
  signal?: AbortSignal,
): Promise<void> {
  if (links.length === 0) return;
  let left = TURN;
  try {
    await Deno.mkdir(paths.links, { recursive: true, mode: 0o700 });
    // A directory that it is in itself is linked to without it.
    const above = [Deno.realPathSync(paths.links)];
    for (const { name, target } of links) {
      // One by one at once, which is several times as fast.
      link(target.replace(/\/+$/, ""), `${paths.links}/${name}`, above);
      if (--left > 0) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal?.throwIfAborted();
      left = TURN;
    }
  } catch (error) {
    throw asCannotWrite(paths.links, error);
  }
}

/** @param above The directories that this is a part of, and the one that has the links. */
function link(target: string, path: string, above: readonly string[]): void {
  // What is not there is linked to all the same: it may be made before it is sent.
  if (!leadsToDirectory(target)) return Deno.symlinkSync(target, path);
  const real = Deno.realPathSync(target);
  if (above.includes(real)) return; // a link that leads back to where it is
  Deno.mkdirSync(path, { mode: 0o700 });
  for (const { name } of Deno.readDirSync(target)) {
    link(`${target}/${name}`, `${path}/${name}`, [...above, real]);
  }
}
