/**
 * What running components again takes.
 *
 * @module
 */

import type { ActOptions } from "../base/wait_options.ts";
import type { MapOptions } from "../submission/options.ts";

/** A function that can take the place of a map's: any function, if the map's types are not known. */
export type MendedFunction<A extends unknown[], O> = unknown[] extends A
  ? (...args: never[]) => unknown
  : (
    ...args: A
  ) =>
    | O
    | PromiseLike<O>
    | (O extends readonly (infer Y)[] ? Generator<Y> | AsyncGenerator<Y> : never);

/** Which components run again: by their indices, or all that are in a state now. */
export type RerunSelection = Iterable<number> | "errored" | "removed";

/**
 * Options of running components again.
 *
 * @typeParam A The arguments of the mapped function, as a tuple.
 * @typeParam O What the function's results are.
 */
export interface RerunOptions<A extends unknown[] = unknown[], O = unknown> extends ActOptions {
  /**
   * The function that runs in place of the one before, for instance the same with a mistake mended. What
   * runs again later runs it, too.
   *
   * @default {the function as it was captured last}
   */
  with?: MendedFunction<A, O> | undefined;
  /**
   * Map options that go before those there were: more memory, for instance. They stay for what runs again
   * later. An iterable has one value for each component of the map.
   *
   * @default {the options as they were last}
   */
  mapOptions?: MapOptions | undefined;
  /**
   * How many components one job runs at most, one after the other; `"advised"` takes what fits how long they
   * took. Those stay together that the map's own `chunk` has put into one job.
   *
   * @default {the map's own `chunk`}
   */
  chunk?: number | "advised" | undefined;
  /**
   * Print neither that there is nothing to run, nor that the source of the function has changed, nor what a
   * mended function may not have been meant to do.
   *
   * @default {false}
   */
  quiet?: boolean | undefined;
}
