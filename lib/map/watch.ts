/**
 * Waiting for files to change, without asking all the time and without missing a change.
 *
 * @module
 */

import { loadDeadline } from "../deps.ts";
import { settings } from "../settings/settings.ts";

const { deadline: waitAtMost } = await loadDeadline();

/** How often the same change is waited for at most. */
const MOST_ASKED = 1000;

/** How long to wait for a change at most. */
export interface ChangeLimits {
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
  /** When to stop waiting, as by `performance.now()`. */
  readonly deadline?: number | undefined;
}

/**
 * Tells when something in a directory changes. All who wait for the same directory share one watcher
 * of the system, of which there are few.
 */
export class DirectoryWatcher {
  #users = 0;
  #watcher: Deno.FsWatcher | undefined;
  #change = Promise.withResolvers<void>();
  #asked = 0;

  /** @param directory The directory; what is in its subdirectories does not count. */
  constructor(readonly directory: string) {}

  /**
   * Starts watching, if nobody watches yet.
   *
   * @returns What ends this use of the watcher.
   */
  watch(): Disposable {
    if (this.#users++ === 0) this.#start();
    return {
      [Symbol.dispose]: () => {
        if (--this.#users === 0) this.#watcher?.close();
      },
    };
  }

  /**
   * The next change. Ask for it before looking at the files, and what changes while you look is not
   * missed.
   *
   * @returns A promise that is resolved by the next change.
   */
  nextChange(): Promise<void> {
    // One that stayed for days would gather all who have ever waited for it: a change that is none costs a look.
    if (++this.#asked % MOST_ASKED === 0) this.#changed();
    return this.#change.promise;
  }

  #start(): void {
    try {
      this.#watcher = Deno.watchFs(this.directory, { recursive: false });
      this.#follow(this.#watcher);
    } catch {
      // Too many watchers on this machine, or a file system that has none: polling alone must do.
      this.#watcher = undefined;
    }
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const event of watcher) if (event.kind !== "access") this.#changed();
    } catch {
      this.#changed(); // The directory went away; the next look at it says so.
    }
  }

  #changed(): void {
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers<void>();
    resolve();
  }
}

/**
 * Waits for a change or, since a network file system tells nobody of what other machines write,
 * until the polling time is over.
 *
 * @param change The change; see {@linkcode DirectoryWatcher.nextChange}.
 * @param limits When to stop waiting.
 */
export async function changeOrPoll(
  change: Promise<void>,
  { signal, deadline = Infinity }: ChangeLimits,
): Promise<void> {
  const left = Math.min(pollingTime(), Math.max(0, deadline - performance.now()));
  try {
    await waitAtMost(change, left, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof DOMException && error.name === "TimeoutError")) throw error;
  }
}

/** @returns The setting `WAIT_TIME`, in milliseconds. */
export function pollingTime(): number {
  return 1000 * Number(settings.get("WAIT_TIME", 1));
}
