/**
 * Waiting for components.
 *
 * @module
 */

import { checkLimits, checkOptionKeys } from "../base/arguments.ts";
import { CellInterrupt } from "../base/cell_interrupt.ts";
import { MapComponentHeld, TimeoutError } from "../base/errors.ts";
import { ProgressBar } from "../text/progress.ts";
import { adviseOnChunk } from "./chunk_advice.ts";
import type { MapHandle } from "./handle.ts";
import type { WaitForMapOptions, WaitOptions } from "../base/wait_options.ts";
import { IdleNote } from "./idle_note.ts";
import { ofComponent } from "./of_component.ts";
import { changeOrPoll } from "./watch.ts";

/** How long the shortest wait gives the queue to answer, in milliseconds. */
const FIRST_ANSWER = 3000;

/** The limits of a wait that has begun. */
export interface WaitLimits {
  readonly timeout: number;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts the clock of a wait.
 *
 * @param options The options of the wait.
 * @returns The limits of a wait that begins now.
 * @throws {InvalidArgument} If the time-out is not a number from 0.
 */
export function startLimits({ timeout = Infinity, signal }: WaitOptions): WaitLimits {
  checkLimits({ timeout, signal });
  return { timeout, deadline: performance.now() + timeout, signal };
}

/** What a wait looks at. */
export type WaitedFor = Pick<MapHandle, "tag" | "state" | "asking">;

/**
 * Waits until the state of a map meets a condition.
 *
 * @param handle The map.
 * @param what What is waited for, for the error.
 * @param limits How long to wait at most.
 * @param isMet Looks at the refreshed state.
 * @throws {TimeoutError} If it takes too long.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function waitFor(
  handle: WaitedFor,
  what: string,
  limits: WaitLimits,
  isMet: () => boolean,
): Promise<void> {
  const { state, asking } = handle;
  using interrupt = new CellInterrupt(limits.signal, `The map "${handle.tag}" goes on`);
  const { signal } = interrupt;
  signal?.throwIfAborted();
  await state.refresh();
  const isInDoubt = state.isInDoubt || asking.expectsChange;
  const isHoldOpen = (): boolean => state.hasFreshHold && asking.isDueSoon;
  const isOver = (): boolean => {
    try {
      return isMet();
    } catch (error) {
      // A hold that is new may be over by now: it ends no wait before the queue has had its say.
      if (error instanceof MapComponentHeld && isHoldOpen()) return false;
      throw error;
    }
  };
  if (!(isInDoubt && asking.isDue) && isOver()) return;
  using _watching = state.watcher.watch();
  using queue = asking.whileWaiting(signal);
  const patience = performance.now() + FIRST_ANSWER;
  let isDoubted = isInDoubt;
  for (let isFirst = true;; isFirst = false) {
    const change = state.watcher.nextChange();
    const isNews = await state.refresh();
    // What the log says meanwhile, of some jobs, is no answer to what was doubted of others.
    // One answer is enough: that of a log that is lost leaves the doubt where it was.
    if (queue.isAnswered) isDoubted = false;
    const isUrgent = isDoubted || (!isFirst && state.hasFreshHold);
    const answer = queue.ask({ isNews: isNews && !isFirst, isUrgent });
    if (!answer) isDoubted = false; // it has just been asked
    if (!(isUrgent && answer) && isOver()) return;
    // What has long been silent is asked about once, however short the wait.
    const deadline = answer || isHoldOpen() ? Math.max(limits.deadline, patience) : limits.deadline;
    if (performance.now() >= deadline) throw new TimeoutError(what, limits.timeout);
    const next = answer ? Promise.race([change, answer]) : change;
    await changeOrPoll(next, { signal, deadline });
  }
}

/**
 * Waits until a component has a result or an error.
 *
 * @param handle The map.
 * @param component The component, which may count from the end.
 * @param options How long to wait at most, and a signal to stop.
 * @returns The component, from the start.
 * @throws {ComponentNotFound} If there is no such component.
 * @throws {MapComponentHeld} If it is held.
 * @throws {MapComponentRemoved} If its job was removed.
 * @throws {MapWasRemoved} If the map is gone.
 * @throws {TimeoutError} If it takes too long.
 */
export async function waitForEnd(
  handle: MapHandle,
  component: number,
  options: WaitOptions,
): Promise<number> {
  const index = handle.index(component);
  handle.throwIfRemoved();
  const what = `Component ${index} of map "${handle.tag}"`;
  try {
    await waitFor(handle, what, startLimits(options), () => hasEnded(handle, index));
  } catch (error) {
    throw ofComponent(error, handle.tag, index);
  }
  return index;
}

/**
 * Tells whether a component has a result or an error, as of the last refresh.
 *
 * @param handle The map.
 * @param component The component.
 * @returns Whether it has.
 * @throws {MapComponentHeld} If it is held.
 * @throws {MapComponentRemoved} If its job was removed.
 */
export function hasEnded({ state, results }: MapHandle, component: number): boolean {
  const status = state.statusOf(component);
  if (status === "COMPLETED" || status === "ERRORED") return true;
  results.throwIfStopped(component, status);
  return false;
}

/** The names of the options of a wait for a map. */
export const WAIT_OPTIONS: readonly string[] = [
  "timeout",
  "signal",
  "showProgressBar",
  "holdsOk",
  "errorsOk",
];

/**
 * Waits until all components of a map have finished.
 *
 * @param handle The map.
 * @param options The options of `HTMap.wait`.
 * @throws {MapComponentError} If a component failed, unless `errorsOk`.
 * @throws {MapComponentHeld} If a component is held, unless `holdsOk`.
 * @throws {MapComponentRemoved} If the job of a component was removed.
 * @throws {MapWasRemoved} If the map is gone.
 * @throws {TimeoutError} If it takes too long.
 */
export async function waitForMap(
  handle: MapHandle,
  options: WaitForMapOptions,
): Promise<void> {
  checkOptionKeys("wait()", options, WAIT_OPTIONS);
  handle.throwIfRemoved();
  const failed = await waitUntilOver(handle, options);
  await adviseOnChunk(handle);
  if (failed !== undefined) await handle.results.output(failed); // throws the component's error
}

/**
 * Waits until some components of a map have finished.
 *
 * @param handle The map.
 * @param components The components, from the start.
 * @param options The options of `HTMap.wait`; the progress is that of these components.
 * @throws The errors of {@linkcode waitForMap}, of these components.
 */
export async function waitForComponents(
  handle: MapHandle,
  components: readonly number[],
  { showProgressBar = false, holdsOk = false, errorsOk = false, ...limits }: WaitForMapOptions,
): Promise<void> {
  handle.throwIfRemoved();
  const { state, results, tag } = handle;
  const work = { title: tag, total: components.length, unit: "component" };
  using bar = new ProgressBar(work, { show: showProgressBar, patience: 1 });
  let failed: number | undefined;
  await waitFor(handle, `The map "${tag}"`, startLimits(limits), () => {
    let over = 0;
    for (const component of components) {
      const status = state.statusOf(component);
      if (status === "ERRORED" && !errorsOk) {
        failed = component;
        return true;
      }
      if (status !== "HELD" || !holdsOk) results.throwIfStopped(component, status);
      if (status === "COMPLETED" || status === "ERRORED" || status === "HELD") over++;
    }
    bar.update(over);
    return over === components.length;
  });
  if (failed !== undefined) await results.output(failed); // throws the component's error
}

/** Waits, and gives a component that failed, if that ended it. */
async function waitUntilOver(
  handle: MapHandle,
  { showProgressBar = false, holdsOk = false, errorsOk = false, ...limits }: WaitForMapOptions,
): Promise<number | undefined> {
  const { state, results, tag, length: total } = handle;
  const work = { title: tag, total, unit: "component" };
  using bar = new ProgressBar(work, { show: showProgressBar });
  using _note = showProgressBar ? new IdleNote(handle) : undefined;
  let failed: number | undefined;
  await waitFor(handle, `The map "${tag}"`, startLimits(limits), () => {
    const counts = state.counts();
    const count = (status: Parameters<typeof counts.get>[0]): number => counts.get(status) ?? 0;
    const [errored, held, removed] = [count("ERRORED"), count("HELD"), count("REMOVED")];
    const finished = count("COMPLETED") + errored;
    const running = count("RUNNING");
    bar.update(finished, noteOn({ running, held, failed: errored }), running === 0);
    if (held > 0 && !holdsOk || removed > 0) {
      for (let component = 0; component < total; component++) {
        const status = state.statusOf(component);
        if (status !== "HELD" || !holdsOk) results.throwIfStopped(component, status);
      }
    }
    if (errored > 0 && !errorsOk) {
      for (failed = 0; state.statusOf(failed) !== "ERRORED";) failed++;
      return true;
    }
    return finished + (holdsOk ? held : 0) === total;
  });
  return failed;
}

function noteOn(counts: Record<string, number>): string {
  return Object.entries(counts).filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`).join(
    ", ",
  );
}
