/**
 * Maps by their tags, for commands. What finds them is loaded when a command runs: its help and the tab key,
 * which load its table, need none of that.
 *
 * @module
 */

import type { HTMap } from "../map/map.ts";

/**
 * Loads a map.
 *
 * @param tag Its tag.
 * @returns The map.
 * @throws The errors of the library's `load`.
 */
export async function load(tag: string): Promise<HTMap> {
  return await (await import("../api/management.ts")).load(tag);
}

/**
 * Lists the tags in use.
 *
 * @param pattern A glob pattern that they match. @default all
 * @returns The tags.
 * @throws The errors of the library's `getTags`.
 */
export async function getTags(pattern?: string): Promise<string[]> {
  return await (await import("../api/management.ts")).getTags(pattern);
}
