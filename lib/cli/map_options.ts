/**
 * Map options on the command line: `--option key=value`.
 *
 * @module
 */

import type { MapOptions } from "../options.ts";

/** One map option. */
export type OptionPair = readonly [key: string, value: string];

/**
 * Reads a map option.
 *
 * @param text Such as `"request_memory=250MB"`.
 * @returns Its key and its value.
 * @throws {Error} If it has no key or no `=`.
 */
export function parseOption(text: string): OptionPair {
  const [, key, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new Error("it must be KEY=VALUE, such as request_memory=250MB");
  }
  if (key === "inputFiles" || key === "outputRemaps" || key === "customOptions") {
    throw new Error(`${key} has no form on the command line. Make the map from a script`);
  }
  return [key, value];
}

/**
 * Puts map options together.
 *
 * @param pairs The options; of one that is repeated the last counts, but `fixedInputFiles` are all sent.
 * @returns The options of the map.
 */
export function mapOptionsOf(pairs: readonly OptionPair[]): MapOptions {
  const options: MapOptions = {};
  for (const [key, value] of pairs) {
    if (key === "chunk") options.chunk = value.trim() === "" ? NaN : Number(value);
    else if (key === "captureLocals") options[key] = value === "true";
    else if (key === "fixedInputFiles") {
      options.fixedInputFiles = [...options.fixedInputFiles ?? [], value];
    } else if (/^(\+|MY\.)/i.test(key)) {
      options.customOptions = { ...options.customOptions, [key]: value };
    } else options[key] = value;
  }
  return options;
}
