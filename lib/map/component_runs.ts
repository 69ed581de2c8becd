/**
 * The runs of a map's components: where, since when and how long.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import type { MapHandle } from "./handle.ts";

/** Where a component runs, or ran last, and how long. */
export interface ComponentRun {
  /** The component's index. */
  readonly component: number;
  /** What it does. */
  readonly status: ComponentStatus;
  /** Whether it runs now; where a job runs several components, whether its job does. */
  readonly running: boolean;
  /** The machine it runs on, or ran on; for one that runs, HTCondor's slot there. `undefined` if not known. */
  readonly host: string | undefined;
  /** When it started, by the clock of its machine; for one that runs, when its job did. */
  readonly started: Date | undefined;
  /**
   * How long its function took, in milliseconds; for one that runs, how long its job has been at it so far.
   * `undefined` if it has not started, or that is not known.
   */
  readonly wall: number | undefined;
  /** The processor time of that, user and system, in milliseconds; `undefined` while it runs. */
  readonly cpu: number | undefined;
}

/** States in which a component has a machine. */
const ON_A_MACHINE: readonly ComponentStatus[] = ["RUNNING", "SUSPENDED"];

/** @returns The run of each component, in order. */
export async function runsOf(handle: MapHandle): Promise<ComponentRun[]> {
  await handle.look();
  const { state } = handle;
  const measured = await handle.times.read();
  const now = Date.now();
  return handle.components.map((component) => {
    const status = state.statusOf(component);
    const running = ON_A_MACHINE.includes(status);
    const run = running ? undefined : measured(component);
    const row = state.rowOf(component);
    const isOver = status === "COMPLETED" || status === "ERRORED";
    if (!running && !isOver) return { component, status, running, ...NO_RUN };
    const { started = state.jobs.starts.get(row)?.time, host = state.jobs.hosts.get(row) } = run ??
      {};
    const ended = running ? now : state.jobs.ends.get(row);
    const { wall = started === undefined || ended === undefined ? undefined : ended - started } =
      run ?? {};
    return {
      component,
      status,
      running,
      host,
      started: started === undefined ? undefined : new Date(started),
      wall,
      cpu: run?.cpu ?? (running ? undefined : state.jobs.cpuTime[row] || undefined),
    };
  });
}

const NO_RUN = { host: undefined, started: undefined, wall: undefined, cpu: undefined } as const;

/**
 * Gives the processor time of each component, in milliseconds: what was measured where it ran or, if it was
 * not, what HTCondor measured of its job; 0 where neither is known.
 *
 * @param handle The map.
 * @returns The time of each component, in order.
 */
export async function processorTimes(handle: MapHandle): Promise<number[]> {
  await handle.refresh();
  const { state } = handle;
  const measured = await handle.times.read();
  return handle.components.map((component) =>
    measured(component)?.cpu ?? state.jobs.cpuTime[state.rowOf(component)] ?? 0
  );
}
