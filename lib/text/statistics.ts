/**
 * What many numbers come to.
 *
 * @module
 */

/**
 * Finds the number that a part of many do not exceed.
 *
 * @param sorted The numbers, in ascending order.
 * @param part The part, from 0 to 1; 0.5 gives the median.
 * @returns The number; `undefined` if there are none.
 */
export function quantile(sorted: readonly number[], part: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))];
}

/** Numbers in the order of their size. */
export function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}

/** What is less is nothing, in whatever unit. */
const NOTHING = 1e-9;

/** A range of numbers, and how many are in it. */
export interface Bin {
  readonly from: number;
  /** The numbers are below this; of the last range it is one of them. */
  readonly to: number;
  readonly count: number;
}

/**
 * Counts numbers in ranges of the same width, whose bounds are round, and are written in different words.
 *
 * @param numbers The numbers, 0 or above.
 * @param most How many ranges there may be.
 * @param shown Writes a bound.
 * @param also A number that is to be in a range, too, and is not counted.
 * @returns The ranges, from that of the least to that of the greatest; none if there are no numbers.
 */
export function histogram(
  numbers: readonly number[],
  most: number,
  shown: (bound: number) => string,
  also?: number,
): Bin[] {
  if (numbers.length === 0 || most < 1) return [];
  const [lowest, highest] = extremes(numbers, also);
  // Clocks that were put back make times below 0.
  const [least, greatest] = [Math.max(0, lowest), Math.max(0, highest)];
  const boundsOf = (width: number): number[] => {
    const first = Math.floor(least / width + 1e-9);
    const end = Math.floor(greatest / width + 1e-9) + 1;
    return end - first > most ? [] : multiples(width, first, end);
  };
  // What is nearly the same needs no ranges that nobody can tell apart.
  const spread = Math.max(greatest - least, greatest / 4);
  const finest = roundUp((spread < NOTHING ? 1 : spread) / most);
  const width = stepFrom(finest, (width) => {
    const bounds = boundsOf(width);
    return bounds.length > 0 && areDistinct(bounds, shown);
  });
  return countBetween(numbers, boundsOf(width));
}

/**
 * Counts numbers between bounds.
 *
 * @param numbers The numbers, none of them outside.
 * @param bounds The bounds, in ascending order.
 * @returns A range between each bound and the next.
 */
export function countBetween(numbers: readonly number[], bounds: readonly number[]): Bin[] {
  const bins = bounds.slice(1).map((to, i) => ({ from: bounds[i] ?? 0, to, count: 0 }));
  for (const number of numbers) {
    const bin = bins.find(({ to }) => number < to) ?? bins.at(-1);
    if (bin) bin.count++;
  }
  return bins;
}

/** @returns The least and the greatest of some numbers, and of one more. */
export function extremes(numbers: readonly number[], also?: number): [number, number] {
  let [least, greatest] = [also ?? Infinity, also ?? -Infinity];
  for (const number of numbers) {
    least = Math.min(least, number);
    greatest = Math.max(greatest, number);
  }
  return [least, greatest];
}

/** Whether each of some bounds is written in other words than the one before. */
export function areDistinct(
  bounds: readonly number[],
  shown: (bound: number) => string,
): boolean {
  const words = bounds.map(shown);
  return words.every((word, i) => i === 0 || word !== words[i - 1]);
}

/** @returns Some multiples of a step, one after the other, both named ones included. */
export function multiples(step: number, first: number, last: number): number[] {
  const count = last - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Finds a step that will do: one, or else the least round one above it.
 *
 * @param finest What it is to be at least.
 * @param isGood Whether one will do; a large one must.
 * @returns The step; of no use where the finest is no finite number.
 */
export function stepFrom(finest: number, isGood: (step: number) => boolean): number {
  let step = finest;
  while (Number.isFinite(step) && !isGood(step)) step = roundUp(1.01 * step);
  return step;
}

/**
 * Rounds up to a number that people would choose.
 *
 * @param number A number above 0.
 * @returns 1, 2 or 5 times a power of ten.
 */
export function roundUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  const step = [1, 2, 5, 10].find((one) => one * power >= number * (1 - 1e-9)) ?? 10;
  return step * power;
}
