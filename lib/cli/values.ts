/**
 * Values of options and arguments.
 *
 * @module
 */

import { range } from "../base/range.ts";
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

/**
 * Reads a range as on the command line.
 *
 * @param text Such as `"10"`, `"0:10"` or `"0:10:2"`.
 * @returns The numbers, at least one.
 * @throws {Error} If it is none.
 */
export function parseRange(text: string): ReturnType<typeof range> {
  const parts = text.split(":").map((part) => part.trim() === "" ? NaN : Number(part));
  const [start = NaN, stop, step] = parts;
  if (parts.length > 3 || !parts.every(Number.isFinite) || step === 0) {
    throw new Error(
      "it must be STOP, START:STOP or START:STOP:STEP, numbers, with a step that is not 0",
    );
  }
  const numbers = range(start, stop, step);
  for (const _ of numbers) return numbers;
  throw new Error(
    stop === undefined
      ? "the range is empty, since STOP alone counts from 0 up to, and without, STOP"
      : "the range is empty. It goes from START up to, and without, STOP, or down with a negative STEP",
  );
}
