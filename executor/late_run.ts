/**
 * A component that took longer than it may, as the process that goes on for its own knows of it.
 *
 * @module
 */

import type { PrintedSize } from "./printed.ts";

/** What is known of a run that took too long. */
export interface LateRun {
  /** When it began. */
  readonly started: Date;
  /** The processor time that this process had taken then, in seconds. */
  readonly cpu: number;
  /** How long it was allowed to take, in milliseconds. */
  readonly limit: number;
  /** Whether it had not even been called: the function's modules took so long. */
  readonly isLoading: boolean;
  /** How much had been written to the standard streams when it began. */
  readonly start: PrintedSize;
}

/**
 * Reads what the thread that watches the time has written of a run, as in `watch.ts`.
 *
 * @param value What was read.
 * @returns The run.
 */
export function asLateRun(value: unknown): LateRun {
  const field = (name: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  const number = (name: string): number => Number.isFinite(field(name)) ? Number(field(name)) : 0;
  const size = (name: string): number | undefined => number(name) < 0 ? undefined : number(name);
  return {
    started: new Date(number("started")),
    cpu: number("cpu"),
    limit: number("limit"),
    isLoading: field("isLoading") === true,
    start: { stdout: size("stdout"), stderr: size("stderr") },
  };
}

/**
 * Says that a component took too long.
 *
 * @param late What is known of its run.
 * @returns The error to report.
 */
export function timeLimitError({ limit, isLoading }: LateRun): Error {
  const seconds = `${limit / 1000} s`;
  const error = new Error(
    isLoading
      ? `the modules of its function took longer than ${seconds} to load, and it was ended. See what the ` +
        "code at the top of them does"
      : `it took longer than its time limit of ${seconds}, and was ended. Raise the map option timeLimit, ` +
        "or have each component do less",
  );
  error.name = "TimeLimitExceeded";
  error.stack = ""; // it was noticed from outside
  return error;
}
