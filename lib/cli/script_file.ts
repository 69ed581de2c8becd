/**
 * Files of code that the user names.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { HTMapError } from "../base/errors.ts";

/**
 * Finds a file.
 *
 * @param path Its path, as the user gave it.
 * @param purpose What it is for and what to do, to end the sentence `There is no file …`.
 * @returns Its URL.
 * @throws {HTMapError} If it is not there, is no file, or cannot be read.
 */
export async function fileUrl(path: string, purpose: string): Promise<string> {
  let isDirectory: boolean;
  try {
    const info = await Deno.stat(path);
    isDirectory = info.isDirectory;
    if (info.isFile) {
      (await Deno.open(path)).close();
      return pathToFileURL(await Deno.realPath(path)).href;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error instanceof Deno.errors.NotFound ? "" : ` (${error.message})`;
    throw new HTMapError(`There is no file ${path}${reason} ${purpose}`);
  }
  throw new HTMapError(
    `${path} is a ${isDirectory ? "directory" : "pipe or a device"}, and no file ${purpose}`,
  );
}
