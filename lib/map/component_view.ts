/**
 * All there is to know of one component.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import { CorruptData, OtherForm } from "../base/errors.ts";
import type { HoldReason } from "../events/log.ts";
import type { MapHandle } from "./handle.ts";

/** What is known of a component. */
export interface SeenComponent {
  readonly component: number;
  readonly status: ComponentStatus;
  /** Where it runs, or ran last, if that is known. */
  readonly host: string | undefined;
  /** When it started there, in milliseconds since 1970. */
  readonly started: number | undefined;
  /** How long its function took, in milliseconds; of one that runs, how long its job has been at it. */
  readonly wall: number | undefined;
  /** The processor time of that, in milliseconds. */
  readonly cpu: number | undefined;
  /** The most memory that its job was seen to take, in MB. */
  readonly memory: number | undefined;
  /** The backend's number of its job, as `cluster.proc`. */
  readonly job: string | undefined;
  /** The other components of its job. */
  readonly beside: readonly number[];
  /** How often its job has ended and was run again. */
  readonly failedAttempts: number;
  /** How often it was run again from scratch. */
  readonly submission: number;
  readonly hold: HoldReason | undefined;
  readonly removal: string | undefined;
  /** The report of its error, if it failed. */
  readonly report: string | undefined;
}

/**
 * Gathers what is known of a component.
 *
 * @param handle The map, whose state has just been read.
 * @param component The component.
 * @returns What is known.
 */
export async function describe(handle: MapHandle, component: number): Promise<SeenComponent> {
  const { state, times } = handle;
  const row = state.rowOf(component);
  const status = state.statusOf(component);
  const isRunning = status === "RUNNING" || status === "SUSPENDED";
  const run = isRunning ? undefined : (await times.read())(component);
  const start = state.jobs.starts.get(row);
  const started = run?.started ?? start?.time;
  const ended = isRunning ? Date.now() : state.jobs.ends.get(row);
  const isBegun = isRunning || status === "COMPLETED" || status === "ERRORED";
  const submission = state.submissionOf(component);
  return {
    component,
    status,
    host: run?.host ?? (isBegun ? state.jobs.hosts.get(row) : undefined),
    started: isBegun ? started : undefined,
    wall: run?.wall ??
      (isBegun && started !== undefined && ended !== undefined ? ended - started : undefined),
    cpu: run?.cpu ?? (isRunning ? undefined : state.jobs.cpuTime[row] || undefined),
    memory: state.jobs.memory[row] || undefined,
    job: start?.id,
    beside: state.submissions.componentsWith(component, submission)
      .filter((other) => other !== component),
    failedAttempts: state.jobs.failedAttempts.get(row) ?? 0,
    submission,
    hold: status === "HELD" ? state.holdOf(component) : undefined,
    removal: status === "REMOVED" ? state.removalOf(component) : undefined,
    report: status === "ERRORED" ? await reportOf(handle, component) : undefined,
  };
}

async function reportOf({ results }: MapHandle, component: number): Promise<string> {
  try {
    return (await results.error(component)).report();
  } catch (error) {
    if (error instanceof CorruptData || error instanceof OtherForm) return error.message;
    throw error;
  }
}
