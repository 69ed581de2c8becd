/**
 * Map options that a function brings along, as one does that `mapped` has made.
 *
 * @module
 */

import type { MapOptions } from "./options.ts";

const inherited = new WeakMap<object, MapOptions>();

/**
 * Has all maps of a function take options, which what is given for a map goes before.
 *
 * @param func The function.
 * @param options The options.
 */
export function inheritOptions(func: object, options: MapOptions): void {
  inherited.set(func, options);
}

/** @returns The options that a function brings along, if it does. */
export function inheritedOptions(func: unknown): MapOptions | undefined {
  return typeof func === "function" ? inherited.get(func) : undefined;
}
