/**
 * Values of options and arguments.
 *
 * @module
 */

import { COMPONENT_STATUSES, type ComponentStatus } from "../base/component_status.ts";
import { didYouMean } from "../text/similar.ts";
import { UsageError } from "./failures.ts";

/**
 * Reads a time.
 *
 * @param text Seconds, as on the command line.
 * @returns Milliseconds, as in the API.
 * @throws {Error} If it is no time.
 */
export function seconds(text: string): number {
  const number = text.trim() === "" ? NaN : Number(text);
  if (number >= 0) return 1000 * number;
  throw new Error("it must be a number of seconds, 0 or more");
}

/**
 * Reads the index of a component.
 *
 * @param text A whole number; a negative one counts from the end.
 * @returns The index.
 * @throws {UsageError} If it is none.
 */
export function componentIndex(text: string): number {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" cannot be a component: components are numbered from 0`);
}

/**
 * Reads a limit.
 *
 * @param text A whole number.
 * @returns The number.
 * @throws {Error} If it is none.
 */
export function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error("it must be a whole number, 0 or more");
}

/**
 * Reads a number that is an argument.
 *
 * @param text A whole number.
 * @param what What it is, such as `"the index of a transplant"`.
 * @returns The number.
 * @throws {UsageError} If it is none.
 */
export function wholeNumberOf(text: string, what: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" cannot be ${what}: it must be a whole number, 0 or more`);
}

/**
 * Reads the state of a component.
 *
 * @param text Such as `"ERRORED"`, in capitals or not.
 * @returns The state.
 * @throws {Error} If it is none, with the one that may have been meant.
 */
export function componentStatus(text: string): ComponentStatus {
  const upper = text.trim().toUpperCase();
  const status = COMPONENT_STATUSES.find((each) => each === upper);
  if (status) return status;
  const known = COMPONENT_STATUSES.join(", ");
  throw new Error(`it must be one of ${known}${didYouMean(upper, COMPONENT_STATUSES)}`);
}
