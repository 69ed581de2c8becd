/**
 * Chance that can be had again.
 *
 * @module
 */

/** @returns Numbers from 0 up to, and without, 1: the same for the same seed. */
export function randomOf(seed: string): () => number {
  let state = 2166136261;
  for (const byte of new TextEncoder().encode(seed)) state = Math.imul(state ^ byte, 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @returns Some of the items, in their order. */
export function some<T>(items: readonly T[], count: number, random: () => number): T[] {
  const indices = items.map((_, index) => [random(), index] as const)
    .sort(([a], [b]) => a - b).slice(0, count).map(([, index]) => index);
  return items.filter((_, index) => indices.includes(index));
}

/** @returns The day, which is the seed where none is given. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
