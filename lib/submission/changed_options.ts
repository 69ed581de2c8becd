/**
 * Map options that are changed after a map was made, for what runs again.
 *
 * @module
 */

import { basename } from "node:path";
import { InvalidOption } from "../base/errors.ts";
import { bareName, plainName } from "./option_values.ts";
import type { JobLayout } from "../wire/layout.ts";
import {
  checkOptions,
  type MapOptions,
  mergeMapOptions,
  type ResolvedOptions,
  resolveOptions,
} from "./options.ts";

/**
 * Checks options that are to be changed, as far as that can be done without the map.
 *
 * @param given The options.
 * @throws {ReservedOptionKeyword} If an option is one htmap sets itself.
 * @throws {InvalidOption} If an option's name or value cannot be used.
 */
export function checkChange(given: MapOptions): void {
  if (given.chunk !== undefined) {
    throw new InvalidOption(
      "The map option chunk says how the components of a map are dealt to jobs when it is made. To have " +
        "what runs again share jobs, give it beside mapOptions: rerun(components, { chunk: 10 })",
    );
  }
  checkOptions(given);
}

/**
 * Changes the options of a map. What is given goes before what was there, as in `mergeMapOptions`: files are
 * added, and of two with one name the new one is sent; all requirements must hold.
 *
 * @param before The options as they are.
 * @param given What is to be changed; an iterable has one value for each component of the map.
 * @param layout How the map's components are dealt to jobs.
 * @returns The options as they are to be.
 * @throws {ReservedOptionKeyword} If an option is one htmap sets itself.
 * @throws {InvalidOption} If an option's name or value cannot be used.
 * @throws {MisalignedInputData} If a variadic option has not one value a component of the map.
 */
export function changeOptions(
  before: ResolvedOptions,
  given: MapOptions,
  { components, chunk }: JobLayout,
): ResolvedOptions {
  checkChange(given);
  const { fixedInputFiles } = resolveOptions(given, components, chunk);
  const names = new Set(fixedInputFiles.map((file) => basename(file)));
  const kept = {
    ...before,
    fixedInputFiles: before.fixedInputFiles.filter((file) => !names.has(basename(file))),
  };
  const merged = mergeMapOptions(given, without(asMapOptions(kept), given));
  return resolveOptions(merged, components, chunk);
}

/** Writes options that were worked out as they are given. */
function asMapOptions({ fixed, variadic, chunk: _chunk, ...own }: ResolvedOptions): MapOptions {
  const options: MapOptions = {};
  for (const [key, value] of [...fixed, ...variadic]) {
    if (!key.startsWith("MY.")) options[key] = value;
    else options.customOptions = { ...options.customOptions, [key]: value };
  }
  for (const [key, value] of Object.entries(own)) if (value !== undefined) options[key] = value;
  return options;
}

/** Leaves out what other options have under the same name, whatever way that is written. */
function without(options: MapOptions, others: MapOptions): MapOptions {
  const plain = (key: string): string => plainName(bareName(key));
  const withoutAny = (from: object, keys: readonly string[]): Record<string, unknown> => {
    const named = new Set(keys.map(plain));
    return Object.fromEntries(Object.entries(from).filter(([key]) => !named.has(plain(key))));
  };
  const joined = ["fixedInputFiles", "requirements", "customOptions"].map(plain);
  const replacing = Object.keys(others).filter((key) => !joined.includes(plain(key)));
  const left: MapOptions = withoutAny(options, replacing);
  if (options.customOptions && others.customOptions) {
    const custom = withoutAny(options.customOptions, Object.keys(others.customOptions));
    return { ...left, customOptions: custom as MapOptions["customOptions"] };
  }
  return left;
}
