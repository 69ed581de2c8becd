/**
 * Finding out which place of a text each place of another was made from, where no source map tells: by the
 * words and signs that both have, in the order they have them.
 *
 * @module
 */

import type { Segment } from "../../wire/positions.ts";
import { alignedMap } from "./align.ts";
import { encodeMappings, type RawSourceMap } from "./source_map.ts";

/** A word or a sign of a text, and where it is; lines and columns count from 0. */
export interface Token {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** How many tokens that are in one text only are looked for before the rest is left to its lines. */
const MOST_DIFFERENCES = 3000;

/**
 * Takes a text apart. Whether a word is code, or in a string or a comment, makes no difference.
 *
 * @param text Any text.
 * @returns Its words and signs.
 */
export function tokensOf(text: string): Token[] {
  return text.split("\n").flatMap((content, line) =>
    Array.from(
      content.matchAll(/[\p{L}\p{N}\p{M}_$]+|\S/gu),
      ({ 0: text, index: column }) => ({ text, line, column }),
    )
  );
}

/**
 * Matches the tokens of two texts, as many as can be in the order of both.
 *
 * @param made Those of the text that was made of the other.
 * @param original Those of the other.
 * @returns The numbers of the original tokens, by those of what was made of them; `undefined` if the texts
 *   differ so much that it would take too long.
 */
export function matched(
  made: readonly Token[],
  original: readonly Token[],
): Map<number, number> | undefined {
  const same = (x: number, y: number): boolean => made[x]?.text === original[y]?.text;
  const found = new Map<number, number>();
  let start = 0;
  while (start < made.length && start < original.length && same(start, start)) {
    found.set(start, start++);
  }
  let [x, y] = [made.length, original.length];
  while (x > start && y > start && same(x - 1, y - 1)) found.set(--x, --y);
  const pairs = between(start, x, y, same);
  for (const [a, b] of pairs ?? []) found.set(a, b);
  return pairs && found;
}

/**
 * What is common to two stretches, by Myers' algorithm: for ever more differences, how far one gets on each
 * diagonal. Both stretches begin at the same number.
 */
function between(
  start: number,
  madeEnd: number,
  originalEnd: number,
  same: (x: number, y: number) => boolean,
): [number, number][] | undefined {
  const [n, m] = [madeEnd - start, originalEnd - start];
  const most = Math.min(n + m, MOST_DIFFERENCES);
  const furthest = new Int32Array(2 * most + 3);
  const steps: Int32Array[] = [];
  const at = (k: number): number => k + most + 1;
  for (let d = 0; d <= most; d++) {
    steps.push(furthest.slice(at(-d - 1), at(d + 1) + 1));
    for (let k = -d; k <= d; k += 2) {
      let x = comesFromAbove(k, d, (k) => furthest[at(k)]!)
        ? furthest[at(k + 1)]!
        : furthest[at(k - 1)]! + 1;
      while (x < n && x - k < m && same(start + x, start + x - k)) x++;
      furthest[at(k)] = x;
      if (x >= n && x - k >= m) return wayBack(steps, n, m, start);
    }
  }
  return undefined;
}

function wayBack(
  steps: readonly Int32Array[],
  n: number,
  m: number,
  start: number,
): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [n, m];
  for (let d = steps.length - 1; d >= 0; d--) {
    const before = (k: number): number => steps[d]![k + d + 1]!;
    const k = x - y;
    const previous = comesFromAbove(k, d, before) ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : before(previous);
    const fromY = d === 0 ? 0 : fromX - previous;
    while (x > fromX && y > fromY) pairs.push([start + --x, start + --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs;
}

/** Whether the way that gets furthest on a diagonal comes from that above it, and not from that below. */
function comesFromAbove(k: number, d: number, furthest: (k: number) => number): boolean {
  return k === -d || k !== d && furthest(k - 1) < furthest(k + 1);
}

/**
 * Makes a source map of two texts of which one was made from the other, perhaps set in other lines.
 *
 * @param name What the original is called.
 * @param original Its text.
 * @param made What was made of it.
 * @returns A map of each word and sign. One that is new has the place of what follows.
 */
export function tokenMap(name: string, original: string, made: string): RawSourceMap {
  const [tokens, originals] = [tokensOf(made), tokensOf(original)];
  const pairs = matched(tokens, originals);
  if (!pairs) return alignedMap(name, original, made);
  const lines = made.split("\n").map((): Segment[] => []);
  let next: Token | undefined;
  for (let index = tokens.length - 1; index >= 0; index--) {
    const pair = pairs.get(index);
    if (pair !== undefined) next = originals[pair];
    const place = next ?? originals.at(-1);
    const { line, column } = tokens[index]!;
    if (place) {
      lines[line]!.unshift({ column, source: 0, line: place.line, sourceColumn: place.column });
    }
  }
  return {
    version: 3,
    sources: [name],
    sourcesContent: [original],
    mappings: encodeMappings(lines),
  };
}
