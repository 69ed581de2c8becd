/**
 * Telling whoever waits for a map why it does not start.
 *
 * @module
 */

import { HTCondorError, MapWasRemoved } from "../base/errors.ts";
import { say } from "../base/say.ts";
import { loadDelay } from "../deps.ts";
import { log } from "../log/log.ts";
import type { MapHandle } from "./handle.ts";
import { reasonFor } from "./idle_causes.ts";
import { pollingTime } from "./watch.ts";

/** After how many polling times without a component at work the reason is looked for. */
const PATIENCE = 15;

/** How many times as long as before is waited until it is looked for again. */
const PAUSE_GROWS = 4;

/** Says, once, why components of a map wait while none runs. */
export class IdleNote implements Disposable {
  readonly #end = new AbortController();

  /** @param handle The map, which is being waited for. */
  constructor(handle: MapHandle) {
    this.#watch(handle, this.#end.signal).catch((error) => {
      // Who waits is told of a map that is gone, and has ended this note.
      if (this.#end.signal.aborted || error instanceof MapWasRemoved) return;
      log("error", "map", "Why the components wait could not be found out", { error });
    });
  }

  /** Ends it. */
  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #watch(handle: MapHandle, signal: AbortSignal): Promise<void> {
    const { delay } = await loadDelay();
    for (let pause = PATIENCE * pollingTime();; pause *= PAUSE_GROWS) {
      await delay(pause, { signal });
      const counts = handle.state.counts();
      if (!counts.has("IDLE") || counts.has("RUNNING")) continue;
      try {
        const reason = await reasonFor(handle, counts, { signal });
        if (reason === undefined) continue;
        return say(reason);
      } catch (error) {
        if (!(error instanceof HTCondorError)) throw error;
        log("warning", "map", `Why components of the map "${handle.tag}" wait is not known`, {
          error,
        });
      }
    }
  }
}
