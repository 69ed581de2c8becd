/**
 * What became of each component, as `Promise.allSettled` would tell it.
 *
 * @module
 */

import { HTMapError, MapWasRemoved } from "../base/errors.ts";
import type { WaitOptions } from "../base/wait_options.ts";
import type { MapHandle } from "./handle.ts";
import { hasEnded, startLimits, waitFor } from "./waiting.ts";

/** A component that gave a result. */
export interface FulfilledComponent<O> {
  /** The component's index. */
  readonly component: number;
  /** That there is a result. */
  readonly status: "fulfilled";
  /** The result. */
  readonly value: O;
}

/** A component that gave none. */
export interface RejectedComponent {
  /** The component's index. */
  readonly component: number;
  /** That there is none. */
  readonly status: "rejected";
  /**
   * Why: `errors.MapComponentError` if it failed, `errors.MapComponentHeld` if it is held,
   * `errors.MapComponentRemoved` if its job was removed; an error of its file if that cannot be read.
   */
  readonly reason: Error;
}

/** What became of a component. */
export type SettledComponent<O> = FulfilledComponent<O> | RejectedComponent;

/**
 * Tells what became of each component, in order, waiting for each.
 *
 * @param handle The map.
 * @param options How long to wait at most, for all of them, and a signal to stop.
 * @returns What became of each.
 * @throws {TimeoutError} If it takes longer than the time-out.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function* settledOf(
  handle: MapHandle,
  options: WaitOptions,
): AsyncGenerator<SettledComponent<unknown>> {
  handle.throwIfRemoved();
  const limits = startLimits(options);
  for (let component = 0; component < handle.length; component++) {
    limits.signal?.throwIfAborted();
    // Of most, the last look has told already.
    if (!isSettled(handle, component)) {
      const what = `Component ${component} of map "${handle.tag}"`;
      await waitFor(handle, what, limits, () => isSettled(handle, component));
    }
    yield await outcomeOf(handle, component);
  }
}

/**
 * Waits until every component has a result or an error, is held, or was removed.
 *
 * @param handle The map.
 * @param options How long to wait at most, and a signal to stop.
 * @throws The errors of {@linkcode settledOf}.
 */
export async function waitUntilSettled(handle: MapHandle, options: WaitOptions): Promise<void> {
  handle.throwIfRemoved();
  let next = 0;
  await waitFor(handle, `The map "${handle.tag}"`, startLimits(options), () => {
    while (next < handle.length && isSettled(handle, next)) next++;
    if (next < handle.length) return false;
    // One that was held, say, may have been released since it was looked at.
    const open = handle.components.find((component) => !isSettled(handle, component));
    next = open ?? next;
    return open === undefined;
  });
}

/**
 * Tells whether a component has an outcome, or cannot go on by itself, as of the last refresh.
 *
 * @param handle The map.
 * @param component The component.
 * @returns Whether it has.
 */
function isSettled({ state }: MapHandle, component: number): boolean {
  return SETTLED.includes(state.statusOf(component));
}

const SETTLED: readonly string[] = ["COMPLETED", "ERRORED", "HELD", "REMOVED"];

async function outcomeOf(
  handle: MapHandle,
  component: number,
): Promise<SettledComponent<unknown>> {
  try {
    hasEnded(handle, component); // throws if it is held or removed
    const value = await handle.results.output(component);
    return { component, status: "fulfilled", value };
  } catch (error) {
    if (!(error instanceof HTMapError) || error instanceof MapWasRemoved) throw error;
    return { component, status: "rejected", reason: error };
  }
}
