/**
 * Map options on the command line: `--option key=value`.
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";
import { isTime } from "../submission/limits.ts";
import { checkOptions, type MapOptions, OWN_KEYS } from "../submission/options.ts";
import { reservationOf } from "../submission/reserved.ts";
import { SUBMIT_COMMANDS, unknownCommands } from "../submission/submit_commands.ts";
import { UsageError } from "./failures.ts";

/** One map option. */
export type OptionPair = readonly [key: string, value: string];

/**
 * Reads a map option.
 *
 * @param text Such as `"request_memory=250MB"`.
 * @returns Its key and its value.
 * @throws {Error} If it is no pair, or cannot be a map option.
 */
export function parseOption(text: string): OptionPair {
  const [, key, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new Error("it must be KEY=VALUE, such as request_memory=250MB");
  }
  if (key === "inputFiles" || key === "outputRemaps" || key === "customOptions") {
    throw new Error(`${key} has no form on the command line. Make the map from a script`);
  }
  if (key === "__proto__") throw new Error("no option can be called __proto__");
  if (key === "chunk") parseChunk(value);
  if (key === "captureLocals") parseWhether(key, value);
  if (key === "retries") parseRetries(value);
  if (key === "timeLimit") parseTimeLimit(value);
  try {
    checkOptions(mapOptionsOf([[key, value]]));
  } catch (error) {
    throw error instanceof HTMapError ? new Error(error.message) : error;
  }
  return [key, value];
}

/**
 * Reads how many components a job is to run.
 *
 * @param text Such as `"50"`.
 * @returns The number, or that it is to be what is advised.
 * @throws {Error} If it is neither.
 */
export function parseChunk(text: string): number | "advised" {
  if (text === "advised") return text;
  if (/^0*[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Error("chunk must be a whole number from 1, or advised");
}

function parseWhether(key: string, text: string): boolean {
  if (/^(?:true|false)$/.test(text)) return text === "true";
  throw new Error(`${key} must be true or false`);
}

/** Reads how often a component is run again. */
function parseRetries(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error("retries must be a whole number from 0");
}

/** Reads how long a component may take, in seconds as all times of the command line; gives milliseconds. */
function parseTimeLimit(text: string): number {
  const seconds = /^\d+(?:\.\d*)?$|^\.\d+$/.test(text) ? Number(text) : NaN;
  if (isTime(1000 * seconds)) return 1000 * seconds;
  throw new Error("timeLimit must be a number of seconds above 0, such as 90");
}

/** Map options as options of the command line: `--request_memory 2GB`. */
export const DESCRIPTORS_AS_OPTIONS = {
  as: "option",
  // What htmap sets itself is none to give.
  names: [...OWN_KEYS, ...SUBMIT_COMMANDS.filter((name) => reservationOf(name) === undefined)],
} as const;

/**
 * Refuses mistyped map options, which HTCondor would take and make nothing of.
 *
 * @param pairs The options.
 * @throws {UsageError} If one is like a submit command of HTCondor's, or an option of htmap's, but is none.
 */
export function checkNames(pairs: readonly OptionPair[]): void {
  const names = pairs.map(([key]) => key).filter((key) => !/^(?:\+|MY\.)/i.test(key));
  const values = pairs.map(([, value]) => value);
  for (const { name, meant } of unknownCommands(names, values, OWN_KEYS)) {
    if (meant === undefined) continue; // a pool may have it, and map() says that HTCondor has not
    throw new UsageError(
      `HTCondor has no submit command ${name}. Did you mean ${meant}? For an attribute of your own write ` +
        `-o MY.${name}=…`,
    );
  }
}

/**
 * Puts map options together.
 *
 * @param pairs The options; of one that is repeated the last counts, but `fixedInputFiles` are all sent.
 * @returns The options of the map.
 */
export function mapOptionsOf(pairs: readonly OptionPair[]): MapOptions {
  const options: MapOptions = {};
  const files: string[] = [];
  for (const [key, value] of pairs) {
    if (key === "chunk") options.chunk = parseChunk(value);
    else if (key === "captureLocals") options.captureLocals = parseWhether(key, value);
    else if (key === "retries") options.retries = parseRetries(value);
    else if (key === "timeLimit") options.timeLimit = parseTimeLimit(value);
    else if (key === "fixedInputFiles") files.push(value);
    else if (/^(\+|MY\.)/i.test(key)) {
      options.customOptions = { ...options.customOptions, [key]: value };
    } else options[key] = value;
  }
  if (files.length > 0) options.fixedInputFiles = files;
  return options;
}
