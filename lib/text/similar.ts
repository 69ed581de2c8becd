/**
 * Guessing what a mistyped word was meant to be.
 *
 * @module
 */

import { loadLevenshtein } from "../deps.ts";

const { levenshteinDistance } = await loadLevenshtein();

/**
 * Finds the known words that an unknown one is like, whether in capitals or not.
 *
 * @param word The unknown word.
 * @param known The known ones.
 * @returns Those like it, the most alike first.
 */
export function similar(word: string, known: readonly string[]): string[] {
  return known
    .map((other) => ({ other, distance: distance(word.toLowerCase(), other.toLowerCase()) }))
    .filter(({ distance }) => distance < Infinity)
    .sort((a, b) => a.distance - b.distance)
    .map(({ other }) => other);
}

/**
 * Asks whether a known word was meant.
 *
 * @param word The unknown word.
 * @param known The known ones.
 * @returns Such as `". Did you mean status?"`, or nothing if none is like it.
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const [closest] = similar(word, known);
  return closest === undefined ? "" : `. Did you mean ${closest}?`;
}

/** How many letters are wrong, or `Infinity` if it is another word. */
function distance(word: string, other: string): number {
  // A beginning counts as close: `stat` is most of `status`.
  if (word.length > 2 && other.startsWith(word)) return 0;
  const edits = levenshteinDistance(word, other);
  // Two letters that changed places are two edits, but one mistake. In a short word any other two
  // edits make another word: `halt` is not `wait`.
  if (edits === 2 && letters(word) === letters(other)) return 1;
  return edits <= Math.max(1, Math.floor(word.length / 3)) ? edits : Infinity;
}

/** The letters of a word, whatever their order. */
function letters(word: string): string {
  return [...word].sort().join("");
}
