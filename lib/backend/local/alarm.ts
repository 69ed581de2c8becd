/**
 * Waiting for something to happen, or for some time to pass.
 *
 * @module
 */

/** An alarm that one waits for and others ring. */
export class Alarm {
  #rang = false;
  #wake: (() => void) | undefined;

  /** Ends the wait; or the next one, if no one is waiting. */
  ring(): void {
    this.#rang = true;
    this.#wake?.();
  }

  /**
   * Waits for the alarm.
   *
   * @param timeout How long at most, in milliseconds.
   */
  async wait(timeout: number): Promise<void> {
    if (!this.#rang) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeout);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#rang = false;
  }
}
