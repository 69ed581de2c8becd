/**
 * Why components are held, those together that are held for the same reason.
 *
 * @module
 */

import { JobState } from "../events/job_table.ts";
import { UNKNOWN_HOLD } from "./component_hold.ts";
import type { MapHandle } from "./handle.ts";

/** Components that are held for one reason. */
export interface HoldGroup {
  /** HTCondor's `HoldReasonCode`. */
  readonly code: number;
  /** What is said of the first of them. */
  readonly reason: string;
  /** The components, in order. */
  readonly components: readonly number[];
}

/**
 * Groups the components that are held.
 *
 * @param handle The map, whose state has just been read.
 * @returns The groups, the largest first. Reasons that differ in numbers only, as in the names of files, are
 *   taken for one.
 */
export function holdGroups({ state }: MapHandle): HoldGroup[] {
  const groups = new Map<string, { code: number; reason: string; components: number[] }>();
  for (const component of state.componentsIn(JobState.HELD)) {
    const { code, reason } = state.holdOf(component) ?? UNKNOWN_HOLD;
    const key = `${code} ${reason.replaceAll(/\d+/g, "0")}`;
    const group = groups.get(key);
    if (group) group.components.push(component);
    else groups.set(key, { code, reason, components: [component] });
  }
  return [...groups.values()].sort((a, b) => b.components.length - a.components.length);
}
