/**
 * Waiting for something to happen, or for some time to pass.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";

/** An alarm that one waits for and others ring. */
export class Alarm {
  #bell = new AbortController();

  /** Ends the wait; or the next one, if no one is waiting. */
  ring(): void {
    this.#bell.abort();
  }

  /**
   * Waits for the alarm.
   *
   * @param timeout How long at most, in milliseconds.
   */
  async wait(timeout: number): Promise<void> {
    const { signal } = this.#bell;
    // It fails for no other reason than that it rang.
    await sleep(timeout, undefined, { signal }).catch(() => {});
    this.#bell = new AbortController();
  }
}
