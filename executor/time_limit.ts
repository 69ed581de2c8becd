/**
 * How long a component may take.
 *
 * @module
 */

import { Worker } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";
import { errorText } from "../lib/base/error_text.ts";
import { COMPONENT_VARIABLE, OUTPUT_FILES_VARIABLE } from "../lib/wire/names.ts";
import { LIBC, openAlarm } from "./libc.ts";
import type { PrintedSize } from "./printed.ts";
import type { RunClock } from "./run_clock.ts";
import type { Successor } from "./succession.ts";
import { checkRoomForThread } from "./thread_room.ts";
import { RUN_FIELDS, RunField, STATE, watchCode, type WatchPlan, WatchState } from "./watch.ts";

/** How long code at the top of the user's modules may take at least, in milliseconds. */
const LOADING = 300_000;

/** How long the thread that watches may take to start, in milliseconds. */
const PATIENCE = 30_000;

/** A run that begins. */
export interface LimitedRun {
  readonly component: number;
  readonly clock: Pick<RunClock, "startCpu">;
  readonly start: PrintedSize;
}

/** The true one, whatever the function does to the globals. */
const { compareExchange, notify, store, wait } = Atomics;

/** The time limit of components, one after the other. */
export class TimeLimit {
  readonly #limit: number | undefined;
  readonly #state = new Int32Array(new SharedArrayBuffer(4));
  readonly #run = new Float64Array(
    new SharedArrayBuffer(RUN_FIELDS * Float64Array.BYTES_PER_ELEMENT),
  );
  #runs = 0;
  /** Has the system end this process, where there is no thread to do better. */
  #alarm: ((seconds: number) => void) | undefined;

  private constructor(limit: number | undefined) {
    this.#limit = limit;
  }

  /**
   * Has the components of this process watched, if there is a limit. The thread that does needs room for its
   * code: it has to be started before the memory of this process is limited.
   *
   * @param limit How long a component may take, in milliseconds.
   * @param successor What this process becomes when one has taken longer.
   * @param code The code of the thread.
   * @returns The limit.
   */
  static async start(
    limit: number | undefined,
    successor: Successor,
    code: string = watchCode(),
  ): Promise<TimeLimit> {
    const timeLimit = new TimeLimit(limit);
    if (limit === undefined) return timeLimit;
    try {
      await timeLimit.#startThread(successor, code);
    } catch (error) {
      timeLimit.#doWithout(errorText(error).message);
    }
    return timeLimit;
  }

  async #startThread(successor: Successor, code: string): Promise<void> {
    checkRoomForThread();
    const plan: WatchPlan = {
      ...successor,
      state: this.#state,
      run: this.#run,
      pid: Deno.pid,
      marks: [`${OUTPUT_FILES_VARIABLE}=${successor.scratch}/`],
      componentVariable: COMPONENT_VARIABLE,
      libc: LIBC,
    };
    const thread = new Worker(code, { eval: true, workerData: plan });
    const { promise: isReady, resolve, reject } = Promise.withResolvers<void>();
    thread.once("message", () => resolve());
    thread.once("exit", () => reject(new Error("it ended")));
    thread.on("error", reject);
    const patience = new AbortController();
    const { signal } = patience;
    const tooLong = sleep(PATIENCE, undefined, { signal, ref: false }).then(() => {
      throw new Error(`it did not start within ${PATIENCE / 1000} s`);
    });
    tooLong.catch(() => {}); // it is given up when the thread is ready
    await Promise.race([isReady, tooLong]).finally(() => patience.abort());
    // A function whose promise is never settled is known by nothing being left to wait for.
    thread.unref();
  }

  /** What is left where no thread can be had: the system's own alarm. */
  #doWithout(reason: string): void {
    const lost = `htmap could not start what watches the time limit of components: ${reason}`;
    try {
      this.#alarm = openAlarm();
      console.error(`${lost}. A component that exceeds it ends its job`);
    } catch (error) {
      console.error(`${lost}. The limit is not kept: ${errorText(error).message}`);
    }
  }

  /**
   * Notes that a component is made ready, or called: its time begins.
   *
   * @param run The component.
   * @param isLoading Whether its function is only loaded.
   */
  begin({ component, clock, start }: LimitedRun, isLoading: boolean): void {
    if (this.#limit === undefined) return;
    this.end();
    const limit = isLoading ? Math.max(LOADING, this.#limit) : this.#limit;
    this.#run[RunField.COMPONENT] = component;
    this.#run[RunField.STARTED] = Date.now();
    this.#run[RunField.CPU] = clock.startCpu;
    this.#run[RunField.LIMIT] = limit;
    this.#run[RunField.IS_LOADING] = Number(isLoading);
    this.#run[RunField.STDOUT] = start.stdout ?? -1;
    this.#run[RunField.STDERR] = start.stderr ?? -1;
    this.#alarm?.(Math.ceil(limit / 1000));
    store(this.#state, STATE, ++this.#runs);
    notify(this.#state, STATE);
  }

  /** Notes that the component has an outcome. If its time has just run out, there is no return. */
  end(): void {
    if (this.#limit === undefined) return;
    this.#alarm?.(0);
    compareExchange(this.#state, STATE, this.#runs, WatchState.IDLE);
    while (this.#state[STATE] === WatchState.EXPIRED) wait(this.#state, STATE, WatchState.EXPIRED);
    notify(this.#state, STATE);
  }
}
