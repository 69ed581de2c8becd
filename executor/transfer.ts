/**
 * Sending files back from where a component runs (the manual's section 6.8).
 *
 * @module
 */

import { cp } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { OUTPUT_FILES_VARIABLE } from "../lib/wire/names.ts";
import { HTMapError } from "../lib/base/errors.ts";

/** Where the files that were sent lay before, so that two of one name are told from one sent twice. */
const sources = new Map<string, string>();

/**
 * Sends files or directories back to the submit side, where `map.outputFiles` finds them.
 *
 * What is in the directory that the component runs in is moved, so it is no longer where it was;
 * anything else, and what a link points to, is copied. A file that is sent again replaces the one
 * sent before. Where no component runs, nothing happens, so that a function can be tried out at home.
 *
 * @param paths The files and directories.
 * @throws {errors.HTMapError} If one of them cannot be sent: it is not there, is no file or
 *   directory, is htmap's own, or another of the same name was sent before.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * async function plot(title: string) {
 *   await Deno.writeTextFile("plot.txt", title);
 *   await htmap.transferOutputFiles("plot.txt");
 * }
 *
 * const plots = await htmap.map(plot, ["spectrum"]);
 * const directory = await plots.outputFiles.get(0);
 * console.log(await Deno.readTextFile(`${directory}/plot.txt`)); // spectrum
 * await plots.remove();
 * ```
 */
export async function transferOutputFiles(...paths: string[]): Promise<void> {
  const directory = Deno.env.get(OUTPUT_FILES_VARIABLE);
  if (directory === undefined) return;
  await Deno.mkdir(directory, { recursive: true });
  for (const path of paths) await send(path, directory);
}

async function send(path: string, directory: string): Promise<void> {
  const source = resolve(path);
  const target = `${directory}/${basename(source)}`;
  const info = await lookAt(path);
  // The directory lies in htmap's own, and that in the one the component runs in.
  const scratch = await Deno.realPath(resolve(directory, "../../.."));
  const parent = await Deno.realPath(dirname(source));
  const place = `${parent}/${basename(source)}`;
  const isOwn = parent === scratch && basename(source).startsWith("htmap_");
  if (isOwn || `${await Deno.realPath(directory)}/`.startsWith(`${place}/`)) {
    throw cannotSend(path, "htmap itself needs it", "Give only what the function has written");
  }
  const before = sources.get(target);
  if (before !== undefined && before !== source) {
    throw cannotSend(
      path,
      `${before} has the same name, and was sent before`,
      "Rename one of them",
    );
  }
  sources.set(target, source);
  await Deno.remove(target, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const isMoved = `${place}/`.startsWith(`${scratch}/`) && !info.isSymlink;
  if (isMoved) await Deno.rename(source, target);
  else await cp(source, target, { recursive: true, dereference: true });
}

async function lookAt(path: string): Promise<Deno.FileInfo> {
  let info: Deno.FileInfo;
  let target: Deno.FileInfo;
  try {
    info = await Deno.lstat(path);
    target = await Deno.stat(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw cannotSend(path, "it is not there", "Send it after the function has written it");
  }
  if (target.isFile || target.isDirectory) return info;
  throw cannotSend(path, "it is neither a file nor a directory", "Write what it gives to a file");
}

function cannotSend(path: string, reason: string, advice: string): HTMapError {
  return new HTMapError(`${path} cannot be sent back: ${reason}. ${advice}`);
}
