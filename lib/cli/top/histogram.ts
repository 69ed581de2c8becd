/**
 * Histograms in text.
 *
 * @module
 */

import { columns } from "../../text/columns.ts";
import { type Line, piece } from "./line.ts";

/** A part of a histogram. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** From there on, bins that are all as wide would put nearly everything into the first. */
const WIDE = 20;

/**
 * Counts values in bins with round edges.
 *
 * @param values The values, none below 0.
 * @param most How many bins there may be.
 * @param also A value that is to be within the bins, too.
 * @returns The bins, in order; none if there are no values.
 */
export function binsOf(values: readonly number[], most: number, also?: number): Bin[] {
  const [first] = values;
  if (first === undefined || most < 1) return [];
  const all = also === undefined ? values : [...values, also];
  const [min, max] = all.reduce(([low, high], value) => [
    Math.min(low, value),
    Math.max(high, value),
  ], [first, first]);
  const edges = max > WIDE * Math.max(min, 1e-9) && min > 0 && most > 1
    ? growingEdges(min, max, most)
    : evenEdges(min, max, most);
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    let bin = 0;
    while (bin < counts.length - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return counts.map((count, i) => ({ from: edges[i]!, to: edges[i + 1]!, count }));
}

/** Edges that are as far apart as the next: 1, 2 or 5 of some power of ten, and no less than 1. */
function evenEdges(min: number, max: number, most: number): number[] {
  const least = Math.max((max - min) / most, max * 1e-3, 1);
  let power = 10 ** Math.floor(Math.log10(least));
  for (;; power *= 10) {
    for (const factor of [1, 2, 5]) {
      const step = factor * power;
      const first = Math.floor(min / step + 1e-9);
      const end = Math.floor(max / step + 1e-9) + 1;
      if (end - first > most) continue;
      return Array.from({ length: end - first + 1 }, (_, i) => rounded((first + i) * step));
    }
  }
}

/** Edges of which each is some times the one before. */
function growingEdges(min: number, max: number, most: number): number[] {
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const edges = seriesOver(min, max, steps, 1);
    if (edges.length - 1 <= most) return edges;
  }
  for (let powers = 2;; powers++) {
    const edges = seriesOver(min, max, [1], powers);
    if (edges.length - 1 <= most) return edges;
  }
}

function seriesOver(min: number, max: number, steps: readonly number[], powers: number): number[] {
  const edges: number[] = [];
  for (
    let power = Math.floor(Math.log10(min));
    edges.length < 2 || edges.at(-1)! <= max;
    power += powers
  ) {
    for (const step of steps) {
      const edge = rounded(step * 10 ** power);
      if (edge <= min) edges.length = 0; // the last that is not above all
      if (edges.length < 2 || edges.at(-1)! <= max) edges.push(edge);
    }
  }
  return edges;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * Draws a histogram.
 *
 * @param bins The bins.
 * @param room How many columns there are.
 * @param write Writes an edge.
 * @param marked A value whose bin is marked, with the word for it.
 * @returns A line a bin.
 */
export function drawBins(
  bins: readonly Bin[],
  room: number,
  write: (edge: number) => string,
  marked?: { readonly value: number; readonly word: string },
): Line[] {
  const labels = bins.map(({ from, to }) => `${write(from)} - ${write(to)}`);
  const widest = Math.max(0, ...labels.map(columns));
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const counts = bins.map(({ count }) => String(count));
  const word = marked ? ` ${marked.word}` : "";
  const forBar = room - widest - 2 - Math.max(0, ...counts.map(columns)) - 1 - columns(word);
  return bins.map(({ from, to, count }, i) => {
    const length = count === 0 ? 0 : Math.max(1, Math.round(count / most * Math.max(1, forBar)));
    const isMarked = marked !== undefined && marked.value >= from && marked.value < to;
    return [
      piece(`${labels[i]!.padStart(widest)}  `, "faint"),
      piece("#".repeat(length), "COMPLETED"),
      piece(`${length > 0 ? " " : ""}${counts[i]}`),
      ...(isMarked ? [piece(word, "bold")] : []),
    ];
  });
}
