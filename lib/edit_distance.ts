/**
 * How far apart two words are, for telling a mistyped one from another.
 *
 * @module
 */

/**
 * Counts the letters to add, take away or replace to make one word of another (Levenshtein).
 *
 * @param a A word.
 * @param b Another.
 * @returns How many letters.
 */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
