/**
 * What the components of a map are doing, and what went wrong with those that are not.
 *
 * @module
 */

import {
  COMPONENT_STATUSES,
  type ComponentStatus,
  DISPLAY_STATUSES,
} from "../base/component_status.ts";
import { ExpectedError } from "../base/errors.ts";
import type { WaitOptions } from "../base/wait_options.ts";
import { JobState } from "../events/job_table.ts";
import { adviseOnChunk } from "./chunk_advice.ts";
import type { ComponentError } from "./component_error.ts";
import { ComponentHold, UNKNOWN_HOLD } from "./component_hold.ts";
import type { MapHandle } from "./handle.ts";
import { waitForEnd } from "./waiting.ts";

/** @returns The state of each component, in order. */
export async function statusesOf(handle: MapHandle): Promise<ComponentStatus[]> {
  await handle.look();
  return handle.state.statuses();
}

/** @returns The indices of the components in each state. */
export async function byStatus(handle: MapHandle): Promise<Record<ComponentStatus, number[]>> {
  const entries = COMPONENT_STATUSES.map((status): [ComponentStatus, number[]] => [status, []]);
  // Each state is there, by the line above; the compiler cannot see that.
  const all = Object.fromEntries(entries) as Record<ComponentStatus, number[]>;
  (await statusesOf(handle)).forEach((status, component) => all[status].push(component));
  return all;
}

/** @returns How many components are in each state. */
export async function countsOf(handle: MapHandle): Promise<ReadonlyMap<ComponentStatus, number>> {
  await handle.look();
  return handle.state.counts();
}

/** @returns A line that says how many components are in each state. */
export async function statusLine(handle: MapHandle): Promise<string> {
  const counts = await countsOf(handle);
  await adviseOnChunk(handle);
  const shown = COMPONENT_STATUSES.filter((status) =>
    DISPLAY_STATUSES.includes(status) || counts.has(status)
  );
  const parts = shown.map((status) => `${status} = ${counts.get(status) ?? 0}`);
  const { tag, length } = handle;
  return `Map ${tag} (${length} component${length === 1 ? "" : "s"}): ${parts.join(" | ")}`;
}

/** @returns Why components are held, by index, for those that are. */
export async function holdsOf(handle: MapHandle): Promise<Map<number, ComponentHold>> {
  await handle.look();
  const { state } = handle;
  const holds = new Map<number, ComponentHold>();
  for (const component of state.componentsIn(JobState.HELD)) {
    const { code, subcode, reason } = state.holdOf(component) ?? UNKNOWN_HOLD;
    holds.set(component, new ComponentHold(code, reason, subcode));
  }
  return holds;
}

/** @returns The errors of the components that failed so far, by index. */
export async function errorsOf(handle: MapHandle): Promise<Map<number, ComponentError>> {
  const errors = new Map<number, ComponentError>();
  for (const [component, status] of (await statusesOf(handle)).entries()) {
    if (status === "ERRORED") errors.set(component, await handle.results.error(component));
  }
  return errors;
}

/**
 * Waits for a component to fail.
 *
 * @param handle The map.
 * @param component The component, which may count from the end.
 * @param options How long to wait at most, and a signal to stop.
 * @returns Its error.
 * @throws {ExpectedError} If it succeeded.
 * @throws The errors of {@linkcode waitForEnd}.
 */
export async function errorOf(
  handle: MapHandle,
  component: number,
  options: WaitOptions,
): Promise<ComponentError> {
  const index = await waitForEnd(handle, component, options);
  if (handle.state.statusOf(index) !== "ERRORED") throw new ExpectedError(handle.tag, index);
  return await handle.results.error(index);
}

/**
 * Gives the peak memory that HTCondor measured of each component's job, in MB; 0 where it has not reported it.
 *
 * @param handle The map.
 * @returns The figure of each component, in order.
 */
export async function memoryOf(handle: MapHandle): Promise<number[]> {
  await handle.refresh();
  const { state } = handle;
  return handle.components.map((component) => state.jobs.memory[state.rowOf(component)] ?? 0);
}
