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
