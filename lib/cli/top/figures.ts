/**
 * What the jobs of a map took: memory, beside what they asked for, and time.
 *
 * @module
 */

import { size } from "../../text/size.ts";
import { timeTaken } from "../../text/time_taken.ts";
import { binsOf, drawBins } from "./histogram.ts";
import { type Line, piece } from "./line.ts";
import type { ScreenSize, Shown } from "./shown.ts";

const MB = 1024 * 1024;

/**
 * Draws the histograms of memory and of run times.
 *
 * @param map What is known of the map.
 * @param size How much of the screen there is for them.
 * @returns Their lines, one below the other.
 */
export function drawFigures(
  { memory, asked, times }: Shown,
  { columns, rows }: ScreenSize,
): Line[] {
  const forEach = Math.floor((rows - 2) / 2);
  const bins = Math.max(1, Math.min(10, forEach));
  const inMemory = binsOf(memory, bins, megabytes, asked);
  const marked = asked === undefined ? undefined : { value: asked, word: "asked" };
  const lines = [
    [piece("Memory", "bold"), piece(memoryText(memory, asked))],
    ...drawBins(inMemory, columns, megabytes, marked),
    [piece("Run times", "bold"), piece(timesText(times))],
    ...drawBins(binsOf(times, bins, milliseconds), columns, milliseconds),
  ];
  return lines.slice(0, rows);
}

function memoryText(memory: readonly number[], asked: number | undefined): string {
  const request = asked === undefined ? "" : `, asked ${megabytes(asked)}`;
  if (memory.length === 0) return `: not measured yet${request}`;
  const [middle, most] = middleAndMost(memory);
  return `: half under ${megabytes(middle)}, at most ${megabytes(most)}${request}`;
}

function timesText(times: readonly number[]): string {
  if (times.length === 0) return ": none is over yet";
  const [middle, most] = middleAndMost(times);
  return `: half under ${timeTaken(middle / 1000)}, at most ${timeTaken(most / 1000)}`;
}

function middleAndMost(values: readonly number[]): [middle: number, most: number] {
  const sorted = Float64Array.from(values).sort();
  return [sorted[sorted.length >> 1] ?? 0, sorted.at(-1) ?? 0];
}

function milliseconds(value: number): string {
  return timeTaken(value / 1000);
}

function megabytes(value: number): string {
  return size(value * MB).replace(".0 ", " ");
}
