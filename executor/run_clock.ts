/**
 * How long a component runs, on the wall and on the processor.
 *
 * @module
 */

import process from "node:process";

/** The true ones, whatever the function does to the globals. */
const now = performance.now.bind(performance);
const cpuUsage = process.cpuUsage.bind(process);
const { readTextFileSync } = Deno;

/** The kernel counts what ended processes took in these, in every program there is for Linux. */
const TICKS_A_SECOND = 100;

/** What a run took. */
export interface TimeTaken {
  /** The time that has passed, in seconds. */
  readonly seconds: number;
  /** The processor time, of this process and of those it started that have ended, in seconds. */
  readonly cpu: number;
}

/** Measures one component. */
export class RunClock {
  /** When it began. */
  started = new Date();
  #start = now();
  #cpu = processorTime();
  #taken: TimeTaken | undefined;

  /**
   * Goes on with what an earlier program of this process had begun to measure.
   *
   * @param begun When that was, and what {@linkcode startCpu} was there.
   * @returns A clock.
   */
  static since(begun: { readonly started: Date; readonly cpu: number }): RunClock {
    const clock = new RunClock();
    clock.started = begun.started;
    clock.#start -= Math.max(0, Date.now() - begun.started.getTime());
    clock.#cpu = begun.cpu;
    return clock;
  }

  /** What this process had taken when it began, in seconds. */
  get startCpu(): number {
    return this.#cpu;
  }

  /** Begins anew: what came before took its time for the whole job. */
  restart(): void {
    this.started = new Date();
    this.#start = now();
    this.#cpu = processorTime();
    this.#taken = undefined;
  }

  /** Stops: what comes after is none of the component's. */
  stop(): void {
    this.#taken ??= this.taken;
  }

  /** What has been taken since it began, until it was stopped. */
  get taken(): TimeTaken {
    if (this.#taken) return this.#taken;
    const cpu = Math.max(0, processorTime() - this.#cpu);
    return { seconds: (now() - this.#start) / 1000, cpu };
  }
}

function processorTime(): number {
  try {
    const { user, system } = cpuUsage();
    return (user + system) / 1e6 + childrenTime();
  } catch {
    return 0; // the function has changed what is needed for it
  }
}

/** What the children took that have ended, in seconds. */
function childrenTime(): number {
  if (Deno.build.os !== "linux") return 0;
  const stat = readTextFileSync("/proc/self/stat");
  // The name of the program comes before, and may have blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS_A_SECOND;
}
