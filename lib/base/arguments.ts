/**
 * Checking what callers pass: `deno run` checks no types, and a mistyped name must not pass unseen.
 *
 * @module
 */

import { didYouMean } from "../text/similar.ts";
import { InvalidArgument } from "./errors.ts";

/**
 * Checks the object of options of a call, and a time-out and a signal among them.
 *
 * @param call The call, such as `"map()"`.
 * @param options What was passed.
 * @param known The options there are.
 * @throws {InvalidArgument} If it is no object, has another key, or a time-out or a signal that is none.
 */
export function checkOptionKeys(call: string, options: unknown, known: readonly string[]): void {
  const list = known.join(", ");
  if (typeof options !== "object" || options === null) {
    throw new InvalidArgument(
      `The options of ${call} must be an object, but they are ${
        shown(options)
      }. Give some of { ${list} }`,
    );
  }
  checkLimits(options);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new InvalidArgument(
      `${call} has no option ${JSON.stringify(key)}${
        didYouMean(key, known) || "."
      } Its options are ${list}`,
    );
  }
}

/**
 * Checks a time-out and a signal.
 *
 * @param limits What was passed.
 * @throws {InvalidArgument} If the time-out is not a number from 0, or the signal is none.
 */
export function checkLimits({ timeout, signal }: { timeout?: unknown; signal?: unknown }): void {
  if (timeout !== undefined && !(typeof timeout === "number" && timeout >= 0)) {
    throw new InvalidArgument(
      `A time-out must be a number of milliseconds from 0, but it is ${
        shown(timeout)
      }. Change it, ` +
        "or leave it out to wait for as long as it takes",
    );
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InvalidArgument(
      `A signal must be an AbortSignal, but it is ${
        shown(signal)
      }. Give the signal of an AbortController`,
    );
  }
}

/**
 * Checks that something can be looped over.
 *
 * @param what What it is, as the beginning of a sentence.
 * @param value What was passed.
 * @param advice What to give, as a sentence without its full stop.
 * @throws {InvalidArgument} If it cannot.
 */
export function checkIterable(what: string, value: unknown, advice: string): void {
  const object: object = Object(value);
  if (value !== null && (Symbol.iterator in object || Symbol.asyncIterator in object)) return;
  throw new InvalidArgument(`${what} cannot be looped over: ${shown(value)}. ${advice}`);
}

/** @returns A value as text, short enough for a message. */
export function shown(value: unknown): string {
  const text = typeof value === "function" ? `the function ${value.name}` : Deno.inspect(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
