/**
 * Progress bars: they know how far some work is and how long the rest may take, and have that shown.
 *
 * @module
 */

import { progressDisplay } from "./displays.ts";
import type { ProgressDisplay } from "./progress_display.ts";
import type { Progress, Work } from "./progress_line.ts";
import { TimeLeft } from "./time_left.ts";

/** How often it is shown how long the work takes, though nothing was done, in milliseconds. */
const TICK = 1000;

/** Options of a progress bar. */
export interface ProgressOptions {
  /** Whether anybody wants to see it. */
  readonly show: boolean;
  /**
   * How long the work may take before it is shown, in seconds: what is over by then needs no bar.
   *
   * @default {0}
   */
  readonly patience?: number;
  /** Where it is shown; by default on standard error. */
  readonly display?: ProgressDisplay;
  /** The time in milliseconds, since whenever; by default that of the process. */
  readonly clock?: () => number;
}

/** The progress bar of one piece of work. */
export class ProgressBar implements Disposable {
  readonly #display: ProgressDisplay | undefined;
  readonly #patience: number;
  readonly #clock: () => number;
  readonly #started: number;
  readonly #timeLeft = new TimeLeft();
  readonly #ticks: ReturnType<typeof setInterval> | undefined;
  #hasEnded = false;
  #last: Progress | undefined;
  #state: { done: number; note: string; isIdle: boolean } | undefined;

  /**
   * Begins the work.
   *
   * @param work What it is.
   * @param options Whether, when and where it is shown.
   */
  constructor(
    readonly work: Work,
    { show, patience = 0, display, clock = () => performance.now() }: ProgressOptions,
  ) {
    this.#display = show ? display ?? progressDisplay() : undefined;
    this.#patience = patience;
    this.#clock = clock;
    this.#started = clock();
    if (!this.#display) return;
    const ticks = setInterval(() => this.#show(), TICK);
    Deno.unrefTimer(ticks); // nobody waits for it alone
    this.#ticks = ticks;
  }

  /**
   * Tells how far the work is.
   *
   * @param done How much is done.
   * @param note What else to say, such as how many failed.
   * @param isIdle Whether nobody works on it just now, as while all jobs wait for a machine.
   */
  update(done: number, note = "", isIdle = false): void {
    this.#state = { done, note, isIdle };
    this.#show();
  }

  #show(): void {
    if (!this.#display || !this.#state || this.#hasEnded) return;
    const { done, note, isIdle } = this.#state;
    const { total } = this.work;
    const seconds = (this.#clock() - this.#started) / 1000;
    this.#timeLeft.note(done, seconds, isIdle);
    if (seconds < this.#patience) return;
    const left = total === undefined ? undefined : this.#timeLeft.of(total);
    this.#last = { ...this.work, done, note, seconds, left };
    this.#display.show(this.#last);
  }

  /** Ends it: what is shown last stays. */
  [Symbol.dispose](): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearInterval(this.#ticks);
    this.#display?.end(this.#last);
  }
}
