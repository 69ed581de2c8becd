/**
 * Histograms in text.
 *
 * @module
 */

import { columns } from "../../text/columns.ts";
import { type Bin, countBetween, extremes, histogram } from "../../text/statistics.ts";
import { type Line, piece } from "./line.ts";

/** From there on, bins that are all as wide would put nearly everything into the first. */
const WIDE = 20;

/**
 * Counts values in bins with round edges, which grow where the values are far apart.
 *
 * @param values The values, none below 0.
 * @param most How many bins there may be.
 * @param write Writes an edge.
 * @param also A value that is to be within the bins, too.
 * @returns The bins, in order; none if there are no values.
 */
export function binsOf(
  values: readonly number[],
  most: number,
  write: (edge: number) => string,
  also?: number,
): Bin[] {
  const [min, max] = extremes(values, also);
  const grow = most > 1 && min > 0 && max > WIDE * min;
  const edges = grow ? growingEdges(min, max, most) : [];
  // Of edges that are written alike, the last is the one that all before it are below.
  const distinct = edges.filter((edge, i) =>
    i === edges.length - 1 || write(edge) !== write(edges[i + 1]!)
  );
  return distinct.length > 1
    ? countBetween(values, distinct)
    : histogram(values, most, write, also);
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
