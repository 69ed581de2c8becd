/**
 * What keeps the idle components of a map from starting.
 *
 * @module
 */

import type { BackendOptions } from "../backend/backend.ts";
import type { ComponentStatus } from "../base/component_status.ts";
import { counted } from "../text/counted.ts";
import type { MapHandle } from "./handle.ts";
import { readSubmissionParts } from "./map_files.ts";
import { newestVersion } from "./versions.ts";

/** How many components are in each state; those of which there are none need not be there. */
export type Counts = ReadonlyMap<ComponentStatus, number>;

/**
 * Finds out, at little cost, why none of a map's components starts.
 *
 * @param handle The map.
 * @param counts How many of its components are in each state.
 * @param options A signal to stop.
 * @returns Why; `undefined` if some have started, or there are machines that the map's program can run on.
 * @throws {HTCondorError} If the pool cannot be asked.
 */
export async function programReason(
  handle: MapHandle,
  counts: Counts,
  options: BackendOptions,
): Promise<string | undefined> {
  const idle = counts.get("IDLE") ?? 0;
  if (idle === 0 || idle < handle.length) return undefined;
  const requirements = await requirementsOf(handle);
  if (requirements === undefined) return undefined;
  const why = await handle.backend.whyNoneFits(requirements, handle.paths, options);
  return why && `The components of map ${handle.tag} wait, since ${why}`;
}

/** What the delivery of a map requires of machines. */
async function requirementsOf({ paths }: MapHandle): Promise<string | undefined> {
  return (await readSubmissionParts(paths, await newestVersion(paths))).delivery.requirements;
}

/**
 * Finds out why components of a map wait, of which it is known how many do.
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
  const about = { tag, delivery: await requirementsOf(handle) };
  const waiting = await handle.backend.whyJobsWait(paths, about, options);
  const what = layout.chunk > 1 ? "job" : "component";
  const lines = waiting.map(({ jobs, why, advice }) =>
    `${counted(jobs, what)} of map ${tag} ${jobs === 1 ? "waits" : "wait"}, since ${why}. ${advice}`
  );
  return lines.length > 0 ? lines.join("\n") : undefined;
}
