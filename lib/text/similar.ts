/**
 * Guessing what a mistyped word was meant to be.
 *
 * @module
 */

import { editDistance } from "./edit_distance.ts";

/**
 * Asks whether a known word was meant.
 *
 * @param word The unknown word.
 * @param known The known ones.
 * @returns Such as `". Did you mean status?"`, or nothing if none is like it.
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const [closest] = known
    .map((other) => ({ other, distance: distance(word, other) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return closest ? `. Did you mean ${closest.other}?` : "";
}

/** A beginning counts as close: `stat` is most of `status`. */
function distance(word: string, other: string): number {
  return word.length > 2 && other.startsWith(word) ? 0 : editDistance(word, other);
}
