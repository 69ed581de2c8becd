/**
 * Building a map call by call (the manual's section 6.3).
 *
 * @module
 */

import { EmptyMap, NoMapYet } from "../base/errors.ts";
import type { HTMap } from "../map/map.ts";
import type { MapCallOptions } from "./call_options.ts";
import { type OutputOf, starmap } from "./mapping.ts";

/**
 * Collects the calls of a function; {@linkcode submit}, or the end of the block that declares it with
 * `await using`, makes them a map.
 */
export interface MapBuilder<A extends unknown[], O> extends AsyncDisposable {
  /** Adds a component with these arguments. */
  (...args: A): void;
  /** How many components have been added. */
  readonly length: number;
  /**
   * The map.
   *
   * @throws {errors.NoMapYet} Before {@linkcode submit} is done, or the block is left.
   * @throws {errors.EmptyMap} If the block was left without a call, so that there is no map.
   */
  readonly map: HTMap<A, O>;
  /**
   * Makes the map.
   *
   * @returns The map; {@linkcode MapBuilder.map} gives it, too, from then on.
   * @throws The errors of {@linkcode map}; the calls are kept, so that it can be tried again.
   */
  submit(): Promise<HTMap<A, O>>;
  /** Has the end of the block make no map, for when it is left before all calls were made. */
  cancel(): void;
  /**
   * Makes the map of what calls there are, if neither {@linkcode submit} nor {@linkcode cancel} was
   * called: what the end of a block with `await using` does. Whether that ends by an error cannot be
   * known, so a loop that may fail is better ended by `await builder.submit()`, without `await using`.
   *
   * @throws The errors of {@linkcode map}.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a builder, which is called like the function, for as many components as you like.
 *
 * @param func The function.
 * @param options The map's tag and options.
 * @returns The builder. Nothing is checked before the map is made.
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
 *
 * @example As a block, at the end of which the map is made
 * ```ts
 * import * as htmap from "htmap";
 *
 * {
 *   await using power = htmap.buildMap((x: number, p: number) => x ** p, { tag: "powers" });
 *   for (let x = 1; x < 4; x++) power(x, 2);
 * }
 * const squares = await htmap.load("powers");
 * console.log(await squares.toArray()); // [1, 4, 9]
 * await squares.remove();
 * ```
 */
export function buildMap<A extends unknown[], R>(
  func: (...args: A) => R,
  options: MapCallOptions = {},
): MapBuilder<A, OutputOf<R>> {
  const calls: A[] = [];
  let made: HTMap<A, OutputOf<R>> | undefined;
  let submission: Promise<unknown> | undefined;
  let isCancelled = false;
  let isLeft = false;
  const submit = (): Promise<HTMap<A, OutputOf<R>>> => {
    const submitted = starmap(func, calls, options).then((map) => made = map);
    // What it fails by is for whoever called this; the end of the block only has it come to its end.
    submission = submitted.catch(() => {});
    return submitted;
  };
  const dispose = async (): Promise<void> => {
    isLeft = true;
    // Without a call the block may well have failed: another error would hide what it failed by.
    if (!isCancelled && calls.length > 0) await (submission ?? submit());
  };
  const builder = (...args: A): void => void calls.push(args);
  return Object.defineProperties(builder, {
    length: { get: () => calls.length },
    map: {
      get: () => {
        if (made) return made;
        throw isLeft && calls.length === 0 ? new EmptyMap() : new NoMapYet();
      },
    },
    submit: { value: submit },
    cancel: { value: () => isCancelled = true },
    [Symbol.asyncDispose]: { value: dispose },
    // What defineProperties adds is not in the types of what it returns.
  }) as unknown as MapBuilder<A, OutputOf<R>>;
}
