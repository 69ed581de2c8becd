/**
 * What memory the jobs of a map asked for.
 *
 * @module
 */

import { parseMemory } from "../backend/local/memory.ts";
import { readTextIfThere } from "../base/files.ts";
import type { MapPaths } from "../store/paths.ts";

/**
 * Reads what memory the jobs of a submission asked for when they were submitted.
 *
 * @param paths The map.
 * @param submission The submission.
 * @returns The memory in MB; `undefined` if they asked for none, or not all for the same.
 */
export async function askedMemory(
  paths: MapPaths,
  submission: number,
): Promise<number | undefined> {
  const text = await readTextIfThere(paths.submitDescription(submission));
  const values = text?.matchAll(/^\s*request_?memory\s*=\s*(.*?)\s*$/gim) ?? [];
  return parseMemory([...values].at(-1)?.[1] ?? "");
}
