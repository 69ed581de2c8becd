/**
 * Checking the values of map options.
 *
 * @module
 */

import { InvalidOption } from "../base/errors.ts";
import { isOneLine } from "../text/one_line.ts";

/** More values than this are taken for a list without an end. */
const MOST_VALUES = 10_000_000;

/** @returns The value of an option as the text that HTCondor gets. */
export function asText(key: string, value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw invalidValue(key, value, "it is not a finite number");
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    throw invalidValue(key, value, "it is not text, a number, true or false");
  }
  const text = String(value);
  // A line break would begin a descriptor of its own; NUL and the separator of item data cut a value short.
  if (!isOneLine(text)) {
    throw invalidValue(key, value, "it has a line break or a control character");
  }
  return text;
}

/** Makes the error for a value that an option cannot have. */
export function invalidValue(key: string, value: unknown, reason: string): InvalidOption {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new InvalidOption(`The map option "${key}" cannot be ${shown}: ${reason}. Change it`);
}

/** @returns All values of a list, which must have an end. */
export function allOf(key: string, values: Iterable<unknown>): unknown[] {
  const all: unknown[] = [];
  for (const value of values) {
    if (all.push(value) <= MOST_VALUES) continue;
    throw new InvalidOption(
      `The map option "${key}" has more than ${MOST_VALUES} values. Give it one value a component`,
    );
  }
  return all;
}

/** @returns Whether a value is a list, rather than one value: text is none. */
export function isIterable(value: unknown): value is Iterable<never> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/**
 * Gives what a descriptor is compared by: HTCondor knows most by two names, in whatever letters, such as
 * `request_memory` and `RequestMemory`.
 *
 * @param key The descriptor.
 * @returns The name.
 */
export function plainName(key: string): string {
  return key.toLowerCase().replaceAll("_", "");
}

/** @returns The name of an attribute of the job's ad, without its mark. */
export function bareName(key: string): string {
  return key.replace(/^(\+|MY\.)/i, "");
}
