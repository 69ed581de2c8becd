/**
 * Waiting for files to change, without asking all the time and without missing a change.
 *
 * @module
 */

import { settings } from "./settings.ts";

/** Tells when something in a directory changes. */
export class DirectoryWatcher implements Disposable {
  #watcher: Deno.FsWatcher | undefined;
  #changed = Promise.withResolvers<void>();

  /** @param directory The directory; what is in its subdirectories does not count. */
  constructor(directory: string) {
    try {
      this.#watcher = Deno.watchFs(directory, { recursive: false });
      this.#follow(this.#watcher);
    } catch {
      // Too many watchers on this machine, or a file system that has none: polling alone must do.
    }
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const event of watcher) {
        if (event.kind !== "access") this.#changed.resolve();
      }
    } catch {
      // The directory went away; the next look at it says so.
    }
    this.#changed.resolve();
  }

  /**
   * Waits until something has changed since the last call, or, since a network file system tells
   * nobody of what other machines write, until the polling time is over.
   *
   * @param options.signal Stops waiting.
   * @param options.deadline When to stop waiting at the latest, as by `performance.now()`.
   */
  async next(
    { signal, deadline = Infinity }: { signal?: AbortSignal | undefined; deadline?: number },
  ): Promise<void> {
    signal?.throwIfAborted();
    const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
    const onAbort = (): void => stop();
    const pollTime = Math.min(pollingTime(), Math.max(0, deadline - performance.now()));
    const timer = setTimeout(stop, pollTime);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await Promise.race([this.#changed.promise, stopped]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
    this.#changed = Promise.withResolvers<void>();
    signal?.throwIfAborted();
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    this.#watcher?.close();
  }
}

/** The setting `WAIT_TIME`, in milliseconds. */
function pollingTime(): number {
  return 1000 * Number(settings.get("WAIT_TIME", 1));
}
