/**
 * Counting, for inputs.
 *
 * @module
 */

/**
 * Counts: the numbers from `start` up to, and without, `stop`.
 *
 * @param start The first number; with no `stop`, the number to stop before, counting from 0.
 * @param stop The number to stop before.
 * @param step The distance between two numbers; negative counts down.
 * @returns The numbers; they can be looped over any number of times, and `length` is how many they are.
 * @throws {RangeError} If the step is 0 or a bound is not a number.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log([...htmap.range(2, 8, 3)]); // [2, 5]
 * ```
 */
export function range(
  start: number,
  stop?: number,
  step = 1,
): Iterable<number> & { readonly length: number } {
  const [first, end] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0 || [first, end, step].some(Number.isNaN)) {
    throw new RangeError(
      `range(${first}, ${end}, ${step}) has no end: give numbers, and a step other than 0`,
    );
  }
  const length = Math.max(0, Math.ceil((end - first) / step));
  return {
    length,
    *[Symbol.iterator](): Generator<number> {
      for (let i = 0; i < length; i++) yield first + i * step;
    },
  };
}
