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

/** A range of numbers, and how many are in it. */
export interface Bin {
  readonly from: number;
  /** The numbers are below this; of the last range it is one of them. */
  readonly to: number;
  readonly count: number;
}

/**
 * Counts numbers in ranges of the same width, whose bounds are round.
 *
 * @param numbers The numbers, 0 or above.
 * @param most How many ranges there may be.
 * @returns The ranges, from that of the least to that of the greatest; none if there are no numbers.
 */
export function histogram(numbers: readonly number[], most: number): Bin[] {
  if (numbers.length === 0) return [];
  let [least, greatest] = [Infinity, -Infinity];
  for (const number of numbers) {
    least = Math.min(least, number);
    greatest = Math.max(greatest, number);
  }
  // What is nearly the same needs no ranges that nobody can tell apart.
  const width = roundUp(Math.max(greatest - least, greatest / 4 || 1) / most);
  const first = Math.floor(least / width);
  const counts = new Array<number>(Math.floor(greatest / width) - first + 1).fill(0);
  for (const number of numbers) {
    const bin = Math.floor(number / width) - first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({
    from: (first + i) * width,
    to: (first + i + 1) * width,
    count,
  }));
}

/**
 * Rounds up to a number that people would choose.
 *
 * @param number A number above 0.
 * @returns 1, 2, 2.5 or 5 times a power of ten.
 */
export function roundUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= number * (1 - 1e-9)) ?? 10;
  return step * power;
}
