/**
 * Why components of a map do not start.
 *
 * @module
 */

import type { BackendOptions } from "../backend/backend.ts";
import { counted } from "../text/counted.ts";
import type { ComponentStatus } from "../base/component_status.ts";
import { countsOf } from "./component_states.ts";
import type { MapHandle } from "./handle.ts";
import { readSubmissionParts } from "./map_files.ts";
import { newestVersion } from "./versions.ts";

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

type Counts = ReadonlyMap<ComponentStatus, number>;

async function programReason(
  handle: MapHandle,
  counts: Counts,
  options: BackendOptions,
): Promise<string | undefined> {
  const idle = counts.get("IDLE") ?? 0;
  if (idle === 0 || idle < handle.length) return undefined;
  const { delivery: { requirements } } = await readSubmissionParts(
    handle.paths,
    await newestVersion(handle.paths),
  );
  if (requirements === undefined) return undefined;
  const why = await handle.backend.whyNoneFits(requirements, handle.paths, options);
  return why && `The components of map ${handle.tag} wait, since ${why}`;
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

/**
 * Finds out why components of a map wait, as {@linkcode idleReason} does, of which it is known how many do.
 *
 * @param handle The map.
 * @param counts How many of its components are in each state.
 * @param options A signal to stop.
 * @returns Why; `undefined` if none waits, or nothing is known but that they do.
 * @throws {HTCondorError} If the pool cannot be asked.
 */
export async function reasonFor(
  handle: MapHandle,
  counts: Counts,
  options: BackendOptions,
): Promise<string | undefined> {
  if (!counts.has("IDLE")) return undefined;
  const ofProgram = await programReason(handle, counts, options);
  if (ofProgram !== undefined) return ofProgram;
  const { tag, paths, layout } = handle;
  const waiting = await handle.backend.whyJobsWait(paths, tag, options);
  const what = layout.chunk > 1 ? "job" : "component";
  const lines = waiting.map(({ jobs, why, advice }) =>
    `${counted(jobs, what)} of map ${tag} ${jobs === 1 ? "waits" : "wait"}, since ${why}. ${advice}`
  );
  return lines.length > 0 ? lines.join("\n") : undefined;
}
