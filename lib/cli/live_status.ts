/**
 * Showing a text for as long as somebody wants to see it, as it is by now.
 *
 * @module
 */

import { loadDelay } from "../deps.ts";
import { Interrupted } from "./failures.ts";
import { interruptible } from "./interrupt.ts";
import { LiveFrames } from "./live_frames.ts";
import { EXIT_CODE } from "./exit_codes.ts";

/** The time between two looks, in milliseconds. */
const PAUSE = 1000;
/** What takes long is looked at so much less often. */
const COST = 4;

/**
 * Shows a text again and again, until Ctrl-C, which is how one ends it and no failure.
 *
 * @param look Gives the text as it is now; `undefined` if there is nothing to show any more.
 * @throws {Interrupted} If another signal ended it.
 * @throws The errors of `look`.
 */
export async function keepShown(look: () => Promise<string | undefined>): Promise<void> {
  const { delay } = await loadDelay();
  try {
    await interruptible(async (signal) => {
      using frames = new LiveFrames();
      while (true) {
        const began = performance.now();
        const text = await look();
        signal.throwIfAborted();
        if (text === undefined) return;
        frames.show(text);
        const took = performance.now() - began;
        await delay(Math.max(PAUSE, COST * took), { signal });
      }
    }, () => "");
  } catch (error) {
    if (error instanceof Interrupted && error.exitCode === EXIT_CODE.INTERRUPTED) return;
    throw error;
  }
}
