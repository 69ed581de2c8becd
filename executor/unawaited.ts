/**
 * Failures that nobody waits for: rejections that nobody handles, and errors in timers and the like.
 *
 * @module
 */

import { setImmediate, setTimeout } from "node:timers";

/** What failed, told apart from what the awaited promise itself was rejected with. */
export class Unawaited {
  /** @param thrown What was thrown, of any kind. */
  constructor(readonly thrown: unknown) {}
}

/** Sees the failures of this process that nobody waits for, from when it is made. */
export class UnawaitedFailures {
  #fail: (failure: Unawaited) => void = () => {};
  /** A rejection of its own, and what to do once it is told of. */
  #last: { readonly reason: symbol; readonly told: () => void } | undefined;

  constructor() {
    const onRejection = (event: PromiseRejectionEvent): void => {
      event.preventDefault();
      const last = this.#last;
      if (!last || event.reason !== last.reason) return this.#fail(new Unawaited(event.reason));
      event.stopImmediatePropagation(); // it is nothing that the function should see
      last.told();
    };
    const onError = (event: ErrorEvent): void => {
      event.preventDefault();
      this.#fail(new Unawaited(event.error ?? new Error(event.message)));
    };
    // Before the function can add any, so that none keeps these from being called.
    globalThis.addEventListener("unhandledrejection", onRejection, { capture: true });
    globalThis.addEventListener("error", onError, { capture: true });
  }

  /**
   * Waits for a promise, and for what fails meanwhile.
   *
   * @param promise The promise.
   * @returns What it gives.
   * @throws {Unawaited} As soon as something fails that nobody waits for; else what the promise is
   *   rejected with.
   */
  until<T>(promise: Promise<T>): Promise<T> {
    const { promise: failure, reject } = Promise.withResolvers<never>();
    this.#fail = reject;
    return Promise.race([promise, failure]);
  }

  /**
   * Waits until all that was to happen at once has happened, and everything that has failed was told of.
   *
   * Each phase of the event loop keeps an order, and none of them comes before another for sure: so
   * this goes through all of them, each time as the last. Of rejections Deno tells in the order in which
   * they were made, some time after timers or before.
   *
   * @throws {Unawaited} If something had failed.
   */
  async settle(): Promise<void> {
    await this.until(new Promise((resolve) => setTimeout(() => setImmediate(resolve), 0)));
    const { promise, resolve: told } = Promise.withResolvers<void>();
    const reason = Symbol("the last rejection");
    this.#last = { reason, told };
    (async () => {
      throw await reason;
    })();
    await this.until(promise);
  }
}
