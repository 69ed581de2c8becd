/**
 * Waiting for components.
 *
 * @module
 */

import { checkLimits, checkOptionKeys } from "../base/arguments.ts";
import { TimeoutError } from "../base/errors.ts";
import type { MapResults } from "./results.ts";
import { ProgressBar } from "../text/progress.ts";
import type { MapState } from "./state.ts";
import type { WaitForMapOptions, WaitOptions } from "../base/wait_options.ts";
import { changeOrPoll } from "./watch.ts";

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

/**
 * Waits until the state of a map meets a condition.
 *
 * @param state The map's state.
 * @param what What is waited for, for the error.
 * @param limits How long to wait at most.
 * @param isMet Looks at the refreshed state.
 * @throws {TimeoutError} If it takes too long.
 */
export async function waitFor(
  state: MapState,
  what: string,
  limits: WaitLimits,
  isMet: () => boolean,
): Promise<void> {
  limits.signal?.throwIfAborted();
  await state.refresh();
  if (isMet()) return;
  using _watching = state.watcher.watch();
  while (true) {
    const change = state.watcher.nextChange();
    await state.refresh();
    if (isMet()) return;
    if (performance.now() >= limits.deadline) throw new TimeoutError(what, limits.timeout);
    await changeOrPoll(change, limits);
  }
}

const WAIT_OPTIONS = ["timeout", "signal", "showProgressBar", "holdsOk", "errorsOk"];

/**
 * Waits until all components of a map have finished.
 *
 * @param state The map's state.
 * @param results The map's results, which know what to throw.
 * @param tag The map's tag.
 * @param options The options of `HTMap.wait`.
 */
export async function waitForMap(
  state: MapState,
  results: MapResults,
  tag: string,
  options: WaitForMapOptions,
): Promise<void> {
  checkOptionKeys("wait()", options, WAIT_OPTIONS);
  const { showProgressBar = false, holdsOk = false, errorsOk = false, ...limits } = options;
  const total = state.layout.components;
  using bar = new ProgressBar(tag, total, "component", showProgressBar);
  let failed: number | undefined;
  await waitFor(state, `The map "${tag}"`, startLimits(limits), () => {
    const counts = state.counts();
    const count = (status: Parameters<typeof counts.get>[0]): number => counts.get(status) ?? 0;
    const [errored, held, removed] = [count("ERRORED"), count("HELD"), count("REMOVED")];
    const finished = count("COMPLETED") + errored;
    bar.update(finished, noteOn({ running: count("RUNNING"), held, failed: errored }));
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
    return finished === total;
  });
  if (failed !== undefined) await results.output(failed); // throws the component's error
}

function noteOn(counts: Record<string, number>): string {
  return Object.entries(counts).filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`).join(
    ", ",
  );
}
