/**
 * Files of code that the user names.
 *
 * @module
 */

import { pathToFileURL } from "node:url";

/**
 * Finds a file.
 *
 * @param path Its path, as the user gave it.
 * @returns Its URL; nothing if there is no such file.
 */
export async function fileUrl(path: string): Promise<string | undefined> {
  try {
    if ((await Deno.stat(path)).isFile) return pathToFileURL(await Deno.realPath(path)).href;
  } catch {
    // There is none, or not for this user: which, the caller's error need not tell apart.
  }
  return undefined;
}
