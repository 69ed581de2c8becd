/**
 * Keeping what is known of a map up to date while somebody watches.
 *
 * @module
 */

import { MapWasRemoved } from "../../base/errors.ts";
import type { MapView } from "../../map/map_view.ts";

/** The time from one look to the next, and from the end of one, however long it takes, in milliseconds. */
const PAUSE = 1000;
const LEAST_PAUSE = 500;
/** The time between two looks where the last one failed. */
const PAUSE_AFTER_FAILURE = 5000;

/** Who is told of what is learned. */
export interface Learner {
  /** There was a look, and perhaps something new. */
  onLook(): void;
  /** What is shown is not what is now, for that reason; or it is again. */
  onStale(reason: string | undefined): void;
  /** The map is gone. */
  onRemoved(error: MapWasRemoved): void;
}

/**
 * Learns what is new of a map, until its signal says so or the map is gone.
 *
 * @param view The map.
 * @param learner Told of it.
 * @param signal Stops it.
 */
export async function keepLearning(
  view: MapView,
  learner: Learner,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now();
    let pause = PAUSE;
    try {
      const isNews = await view.refresh();
      view.ask(isNews, signal);
      learner.onStale(undefined);
      learner.onLook();
    } catch (error) {
      if (error instanceof MapWasRemoved) return learner.onRemoved(error);
      // A file system that is away just now comes back, perhaps.
      learner.onStale(
        error instanceof Error ? `It cannot be read: ${error.message}` : String(error),
      );
      pause = PAUSE_AFTER_FAILURE;
    }
    // Nothing is waited for that never happens: over days, who waits for it would become many.
    await sleep(Math.max(LEAST_PAUSE, pause - (performance.now() - began)), signal);
  }
}

/**
 * Waits.
 *
 * @param milliseconds How long.
 * @param signal Ends it early.
 */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, milliseconds));
    signal.addEventListener("abort", end);
  });
}
