/**
 * Functions that know how they are mapped (the manual's section 6.4).
 *
 * @module
 */

import { shown } from "../base/arguments.ts";
import { buildMap, type MapBuilder } from "./builder.ts";
import { InvalidArgument } from "../base/errors.ts";
import type { HTMap } from "../map/map.ts";
import { type Inputs, map, type MapCallOptions, type OutputOf, starmap } from "./mapping.ts";
import { type MapOptions, mergeMapOptions } from "../submission/options.ts";

/** A function that can be called here as ever, and mapped with map options of its own. */
export interface MappedFunction<A extends unknown[], R> {
  /** Calls the function here. */
  (...args: A): R;
  /** As `htmap.map`, with its errors. */
  map(inputs: Inputs<A[0]>, options?: MapCallOptions): Promise<HTMap<[A[0]], OutputOf<R>>>;
  /** As `htmap.starmap`, with its errors. */
  starmap(argumentLists: Inputs<A>, options?: MapCallOptions): Promise<HTMap<A, OutputOf<R>>>;
  /** As `htmap.buildMap`. */
  buildMap(options?: MapCallOptions): MapBuilder<A, OutputOf<R>>;
}

/**
 * Gives a function the methods that map it, and map options that its maps inherit.
 *
 * @param func The function.
 * @param mapOptions The options its maps inherit; those of a single map override them.
 * @returns The function, with `map`, `starmap` and `buildMap`.
 * @throws {errors.InvalidArgument} If it is no function. The map options are checked when a map is made.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const double = htmap.mapped((x: number) => 2 * x, { request_memory: "200MB" });
 * console.log(double(21)); // 42
 * const doubled = await double.map([1, 2]);
 * console.log(await doubled.toArray()); // [2, 4]
 * await doubled.remove();
 * ```
 */
export function mapped<A extends unknown[], R>(
  func: (...args: A) => R,
  mapOptions: MapOptions = {},
): MappedFunction<A, R> {
  if (typeof func !== "function") {
    throw new InvalidArgument(
      `mapped() takes a function, but it was given ${shown(func)}. Give the function to map`,
    );
  }
  const inherit = (options: MapCallOptions = {}): MapCallOptions => ({
    ...options,
    mapOptions: mergeMapOptions(options.mapOptions, mapOptions),
  });
  return Object.assign((...args: A): R => func(...args), {
    map: (inputs: Inputs<A[0]>, options?: MapCallOptions): Promise<HTMap<[A[0]], OutputOf<R>>> =>
      // A function of one argument, as `map` needs; what it takes is what `inputs` gives.
      map<A[0], R>(func as unknown as (input: A[0]) => R, inputs, inherit(options)),
    starmap: (argumentLists: Inputs<A>, options?: MapCallOptions): Promise<HTMap<A, OutputOf<R>>> =>
      starmap(func, argumentLists, inherit(options)),
    buildMap: (options?: MapCallOptions): MapBuilder<A, OutputOf<R>> =>
      buildMap(func, inherit(options)),
  });
}
