/**
 * Building a map call by call (the manual's section 6.3).
 *
 * @module
 */

import { NoMapYet } from "../base/errors.ts";
import type { HTMap } from "../map/map.ts";
import { type MapCallOptions, type OutputOf, starmap } from "./mapping.ts";

/** Collects the calls of a function; {@linkcode submit} makes them a map. */
export interface MapBuilder<A extends unknown[], O> {
  /** Adds a component with these arguments. */
  (...args: A): void;
  /** How many components have been added. */
  readonly length: number;
  /**
   * The map.
   *
   * @throws {errors.NoMapYet} Before {@linkcode submit} is done.
   */
  readonly map: HTMap<A, O>;
  /**
   * Makes the map.
   *
   * @returns The map; {@linkcode MapBuilder.map} gives it, too, from then on.
   * @throws The errors of {@linkcode map}; the calls are kept, so that it can be tried again.
   */
  submit(): Promise<HTMap<A, O>>;
}

/**
 * Makes a builder, which is called like the function, for as many components as you like.
 *
 * @param func The function.
 * @param options The map's tag and options.
 * @returns The builder. Nothing is checked before its `submit` is called.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const builder = htmap.buildMap((base: number, exponent: number) => base ** exponent);
 * for (let x = 1; x < 4; x++) builder(x, x);
 * const powers = await builder.submit();
 * console.log(await powers.toArray()); // [1, 4, 27]
 * await powers.remove();
 * ```
 */
export function buildMap<A extends unknown[], R>(
  func: (...args: A) => R,
  options: MapCallOptions = {},
): MapBuilder<A, OutputOf<R>> {
  const calls: A[] = [];
  let made: HTMap<A, OutputOf<R>> | undefined;
  const builder = (...args: A): void => void calls.push(args);
  return Object.defineProperties(builder, {
    length: { get: () => calls.length },
    map: {
      get: () => {
        if (made) return made;
        throw new NoMapYet();
      },
    },
    submit: { value: async () => made = await starmap(func, calls, options) },
    // What defineProperties adds is not in the types of what it returns.
  }) as unknown as MapBuilder<A, OutputOf<R>>;
}
