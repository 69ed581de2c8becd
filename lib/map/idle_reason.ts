/**
 * Why components of a map do not start.
 *
 * @module
 */

import type { BackendOptions } from "../backend/backend.ts";
import { countsOf } from "./component_states.ts";
import type { MapHandle } from "./handle.ts";
import { programReason, reasonFor } from "./idle_causes.ts";

/**
 * Finds out, at little cost, why a map's components wait, if none of them has started.
 *
 * @param handle The map.
 * @param options A signal to stop.
 * @returns Why, and what to do, in a sentence without its full stop; `undefined` if some have started, or
 *   there are machines that its program can run on.
 * @throws {HTCondorError} If the pool cannot be asked.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function whyNoneStarts(
  handle: MapHandle,
  options: BackendOptions = {},
): Promise<string | undefined> {
  return await programReason(handle, await countsOf(handle), options);
}

/**
 * Finds out why components of a map wait.
 *
 * @param handle The map.
 * @param options A signal to stop.
 * @returns Why, and what to do, in sentences without the last full stop, a line for each kind of them;
 *   `undefined` if none waits, or nothing is known but that they do.
 * @throws {HTCondorError} If the pool cannot be asked.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function idleReason(
  handle: MapHandle,
  options: BackendOptions = {},
): Promise<string | undefined> {
  return await reasonFor(handle, await countsOf(handle), options);
}
