/**
 * The states a component can be in.
 *
 * @module
 */

/**
 * The state of a component, mostly that of the HTCondor job that runs it (the manual's section 6.5).
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log(htmap.ComponentStatus.COMPLETED);
 * ```
 */
export const ComponentStatus = {
  /** Nothing is known of it. */
  UNKNOWN: "UNKNOWN",
  /** HTCondor has not made its job yet (late materialization). */
  UNMATERIALIZED: "UNMATERIALIZED",
  /** It waits to run. */
  IDLE: "IDLE",
  /** It runs. */
  RUNNING: "RUNNING",
  /** Its job was removed from the queue. */
  REMOVED: "REMOVED",
  /** Its output is here. */
  COMPLETED: "COMPLETED",
  /** HTCondor does not let it run; see `holds()`. */
  HELD: "HELD",
  /** It was running and is paused. */
  SUSPENDED: "SUSPENDED",
  /** Its function threw, or it ended without output; see `errors()`. */
  ERRORED: "ERRORED",
} as const;

/** One of the states of {@linkcode ComponentStatus}. */
export type ComponentStatus = keyof typeof ComponentStatus;

/** All states, in the order in which htmap lists them. */
export const COMPONENT_STATUSES: readonly ComponentStatus[] = [
  "UNKNOWN",
  "UNMATERIALIZED",
  "HELD",
  "ERRORED",
  "IDLE",
  "RUNNING",
  "SUSPENDED",
  "COMPLETED",
  "REMOVED",
];

/** The states that are always shown; the others are shown when a component is in one. */
export const DISPLAY_STATUSES: readonly ComponentStatus[] = [
  "HELD",
  "ERRORED",
  "IDLE",
  "RUNNING",
  "COMPLETED",
];

/** The states of components that will do nothing more by themselves. */
const OVER: readonly ComponentStatus[] = ["COMPLETED", "ERRORED", "REMOVED"];

/**
 * Tells whether a component may still run.
 *
 * @param status Its state.
 * @returns Whether it may.
 */
export function mayRun(status: ComponentStatus): boolean {
  return !OVER.includes(status);
}
