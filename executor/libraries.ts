/**
 * The C library that came along into an image that has none: this program runs with it, and what the
 * function starts must not, since the image's own programs are made for another.
 *
 * @module
 */

import { OWN_LIBRARIES_VARIABLE } from "../lib/wire/names.ts";

const SEARCH_PATH = "LD_LIBRARY_PATH";

/**
 * Takes the library that came along out of the environment of what this process starts.
 *
 * @returns The variables that a process of this very program needs, to find it all the same.
 */
export function hideOwnLibraries(): Record<string, string> {
  const own = Deno.env.get(OWN_LIBRARIES_VARIABLE);
  const path = Deno.env.get(SEARCH_PATH);
  if (own === undefined || path === undefined) return {};
  const rest = path.split(":").filter((directory) => directory !== own).join(":");
  Deno.env.delete(OWN_LIBRARIES_VARIABLE);
  if (rest === "") Deno.env.delete(SEARCH_PATH);
  else Deno.env.set(SEARCH_PATH, rest);
  return { [OWN_LIBRARIES_VARIABLE]: own, [SEARCH_PATH]: path };
}
