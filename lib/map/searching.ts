/**
 * Looking for a value among the outputs of a map (the methods of a Sequence in the manual's section 6.5).
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import { outputNow } from "./outputs.ts";
import type { MapHandle } from "./handle.ts";

/**
 * Finds the components whose output is equal to a value. It does not wait.
 *
 * @param handle The map.
 * @param value The value.
 * @param start The first component to look at, which may count from the end.
 * @param end The one after the last, likewise.
 * @returns Their indices, in order.
 * @throws {OutputNotFound} At the first that has not finished.
 * @throws {MapComponentError} At the first that failed.
 */
export async function* componentsWith(
  handle: MapHandle,
  value: unknown,
  start?: number,
  end?: number,
): AsyncGenerator<number> {
  for (const component of handle.components.slice(start, end)) {
    if (areEqual(await outputNow(handle, component), value)) yield component;
  }
}

/** Outputs are copies, so that what counts is what is in them; 0 and -0 are the same, as for arrays. */
function areEqual(output: unknown, value: unknown): boolean {
  return output === value || isDeepStrictEqual(output, value);
}
