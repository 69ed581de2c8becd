/**
 * What is thrown inside the codec when a value cannot be written.
 *
 * @module
 */

import { errorText } from "../../base/error_text.ts";
import { HTMapError } from "../../base/errors.ts";

/** A value that cannot be written, with the way to it, which each container on it adds to. */
export class Refusal extends Error {
  /** The way from the root to the value, outermost first. */
  readonly path: string[] = [];

  /**
   * @param reason What is wrong with the value, as the rest of a sentence about it.
   * @param hint What to do instead.
   */
  constructor(readonly reason: string, readonly hint: string, options?: ErrorOptions) {
    super(reason, options);
  }
}

/** Makes the refusal of what nests deeper than a reader's stack could bear. */
export function tooDeep(): Refusal {
  return new Refusal(
    "it nests too deep",
    "Send it as a flat list with indices in place of the nesting",
  );
}

/**
 * Makes a refusal of what was thrown while a value was read: by a getter, say, or by a proxy.
 *
 * @param error What was thrown.
 * @returns The refusal; what htmap itself threw on purpose is given back as it is.
 */
export function asRefusal(error: unknown): Refusal | HTMapError {
  if (error instanceof Refusal || error instanceof HTMapError) return error;
  // Compared as it is: where the stack is exhausted, the engine cannot even make a pattern.
  if (error instanceof RangeError && error.message === "Maximum call stack size exceeded") {
    return tooDeep();
  }
  const { name, message } = errorText(error);
  return new Refusal(
    `it could not be read: ${name}: ${message}`,
    "Make sure that it can be read, or leave it out",
    { cause: error },
  );
}

/** Makes a refusal of what was thrown while items were written, which were read by then. */
export function asUnwritable(error: unknown): Refusal {
  const refusal = asRefusal(error);
  if (refusal instanceof Refusal && refusal.cause === undefined) return refusal; // too deep
  const { message } = errorText(error);
  const reason = `it is too large to be sent as a whole: ${message}`;
  return new Refusal(reason, "Send it in parts, or as a file", { cause: error });
}

/**
 * Adds a step to the way of a refusal, or of what becomes one, on its way out.
 *
 * @param error What was thrown.
 * @param step The step that leads to where it was thrown.
 * @returns The error to throw in its place.
 */
export function along(error: unknown, step: string): unknown {
  const refusal = asRefusal(error);
  if (refusal instanceof Refusal) refusal.path.unshift(step);
  return refusal;
}

/**
 * Names a property for a path.
 *
 * @param key The property's key.
 * @returns The key as a reader would write it.
 */
export function step(key: string | symbol): string {
  return typeof key === "symbol" ? `[${String(key)}]` : key;
}
