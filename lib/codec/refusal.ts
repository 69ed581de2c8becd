/**
 * What is thrown inside the codec when a value cannot be written.
 *
 * @module
 */

/** A value that cannot be written, with the way to it, which each container on it adds to. */
export class Refusal extends Error {
  /** The way from the root to the value, outermost first. */
  readonly path: string[] = [];

  /**
   * @param reason What is wrong with the value, as the rest of a sentence about it.
   * @param hint What to do instead.
   */
  constructor(readonly reason: string, readonly hint: string) {
    super(reason);
  }
}

/**
 * Adds a step to the way of a refusal on its way out.
 *
 * @param error What was thrown.
 * @param step The step that leads to where it was thrown.
 * @returns The same error, to be thrown again.
 */
export function along(error: unknown, step: string): unknown {
  if (error instanceof Refusal) error.path.unshift(step);
  return error;
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
