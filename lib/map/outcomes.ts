/**
 * What became of chosen components, one by one, for whoever takes in the results of very many.
 *
 * @module
 */

import { HTMapError, MapWasRemoved, TimeoutError } from "../base/errors.ts";
import type { WaitOptions } from "../base/wait_options.ts";
import type { MapHandle } from "./handle.ts";
import type { FulfilledComponent } from "./settling.ts";
import { hasEnded, startLimits, waitFor, type WaitLimits } from "./waiting.ts";

/** A component that had not ended when the time was over. */
export interface UnfinishedComponent {
  /** The component's index. */
  readonly component: number;
  /** That it has not ended. */
  readonly status: "unfinished";
}

/** A component that has no result. */
export interface FailedOutcome {
  /** The component's index. */
  readonly component: number;
  /** That there is none. */
  readonly status: "rejected";
  /**
   * Finds out why: `errors.MapComponentError` if it failed, `errors.MapComponentHeld` if it is held,
   * `errors.MapComponentRemoved` if its job was removed; what reading it met with if it cannot be read.
   */
  readonly reason: () => Promise<unknown>;
}

/** What became of a component by the time that the waiting ended. */
export type Outcome = FulfilledComponent<unknown> | FailedOutcome | UnfinishedComponent;

/** Which components are looked at, and how. */
export interface OutcomeOptions extends WaitOptions {
  /** The components, which may count from the end; all if not given. */
  readonly components?: readonly number[] | undefined;
  /** Whether to give them in the order in which they end, and not in that in which they were named. */
  readonly asAvailable?: boolean | undefined;
  /** Called before a component is waited for that has not ended. */
  readonly beforeWaiting?: (() => Promise<void>) | undefined;
}

/** Gives one component after the other that has ended, or that is not waited for any longer. */
type Turn = (limits: WaitLimits) => AsyncGenerator<readonly [component: number, isOver: boolean]>;

/**
 * Tells what became of components. An output is read when its turn comes, and is not kept. What has ended
 * is taken for that without another look, so that it costs little more than to read it.
 *
 * @param handle The map.
 * @param options Which components, in which order, and how long to wait for all of them.
 * @returns What became of each. A held component is not waited for, but with `asAvailable` it comes last.
 * @throws {ComponentNotFound} If there is no such component.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function* outcomesOf(
  handle: MapHandle,
  options: OutcomeOptions,
): AsyncGenerator<Outcome> {
  handle.throwIfRemoved();
  const { components, asAvailable = false, beforeWaiting, ...wait } = options;
  const chosen = components?.map((one) => handle.index(one)) ?? handle.components;
  const turns: Turn = asAvailable
    ? (limits) => arriving(handle, chosen, limits, beforeWaiting)
    : (limits) => inTurn(handle, chosen, limits, beforeWaiting);
  for await (const [component, isOver] of turns(startLimits(wait))) {
    wait.signal?.throwIfAborted();
    yield isOver ? await outcomeOf(handle, component) : { component, status: "unfinished" };
  }
}

type BeforeWaiting = OutcomeOptions["beforeWaiting"];

/** Gives components in the order in which they were chosen. */
async function* inTurn(
  handle: MapHandle,
  chosen: readonly number[],
  limits: WaitLimits,
  beforeWaiting: BeforeWaiting,
): ReturnType<Turn> {
  let isLate = false;
  for (const component of chosen) {
    // Of most, the last look has told already. One that was held then may be released by now.
    if (!isLate && !hasOutcome(handle, component)) {
      if (!isStopped(handle, component)) await beforeWaiting?.();
      isLate = !await waitInTime(
        handle,
        `Component ${component} of map "${handle.tag}"`,
        limits,
        () => hasOutcome(handle, component) || isStopped(handle, component),
      );
    }
    yield [component, hasOutcome(handle, component) || isStopped(handle, component)];
  }
}

/** Gives components in the order in which they end: first those that have, then those that end later. */
async function* arriving(
  handle: MapHandle,
  chosen: readonly number[],
  limits: WaitLimits,
  beforeWaiting: BeforeWaiting,
): ReturnType<Turn> {
  const waiting = new Set(chosen);
  let isFirst = true;
  for (let inTime = true; inTime && waiting.size > 0; isFirst = false) {
    let ready: number[] = [];
    const isOver = (component: number): boolean =>
      hasOutcome(handle, component) || handle.state.statusOf(component) === "REMOVED";
    if (!isFirst) await beforeWaiting?.();
    inTime = await waitInTime(handle, `The map "${handle.tag}"`, limits, () => {
      ready = [...waiting].filter(isOver);
      if (ready.length > 0) return true;
      // What is held may be released as long as there is something else to wait for.
      const areStopped = [...waiting].every((component) => isStopped(handle, component));
      if (areStopped) ready = [...waiting];
      return areStopped;
    });
    for (const component of ready) {
      waiting.delete(component);
      yield [component, true];
    }
  }
  for (const component of waiting) yield [component, isStopped(handle, component)];
}

/** Waits, and tells whether what was waited for came in time. */
async function waitInTime(
  handle: MapHandle,
  what: string,
  limits: WaitLimits,
  isMet: () => boolean,
): Promise<boolean> {
  try {
    await waitFor(handle, what, limits, isMet);
    return true;
  } catch (error) {
    if (error instanceof TimeoutError) return false;
    throw error;
  }
}

function hasOutcome({ state }: MapHandle, component: number): boolean {
  const status = state.statusOf(component);
  return status === "COMPLETED" || status === "ERRORED";
}

function isStopped({ state }: MapHandle, component: number): boolean {
  const status = state.statusOf(component);
  return status === "HELD" || status === "REMOVED";
}

async function outcomeOf(handle: MapHandle, component: number): Promise<Outcome> {
  const read = async (): Promise<FulfilledComponent<unknown>> => {
    hasEnded(handle, component); // throws if it is held or removed
    return { component, status: "fulfilled", value: await handle.results.output(component) };
  };
  const rejected = (reason: () => Promise<unknown>): FailedOutcome => ({
    component,
    status: "rejected",
    reason,
  });
  // A report takes much longer to be made than to be passed over, as most of very many are.
  if (handle.state.statusOf(component) === "ERRORED") {
    return rejected(async () => {
      try {
        await read();
        return new HTMapError(
          `Component ${component} has run again meanwhile. Get its result again`,
        );
      } catch (error) {
        return error;
      }
    });
  }
  try {
    return await read();
  } catch (error) {
    if (error instanceof MapWasRemoved) throw error;
    return rejected(() => Promise.resolve(error));
  }
}
