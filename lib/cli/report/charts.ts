/**
 * The figures of a report, as SVG that needs nothing else.
 *
 * @module
 */

import type { JobHistory } from "../../map/history.ts";
import { escapeHtml } from "../../text/html.ts";
import { printable } from "../../text/printable.ts";
import { areDistinct, histogram, multiples, roundUp, stepFrom } from "../../text/statistics.ts";
import { timeTaken } from "../../text/time_taken.ts";
import { endsOf, type Phase, segmentsOf } from "./segments.ts";

/** The size of a figure, in its own units: the page scales it. */
const WIDTH = 900;
const LEFT = 60;
const RIGHT = 28;
const TOP = 8;
const BOTTOM = 26;
const INNER = WIDTH - LEFT - RIGHT;

/** How many jobs a timeline shows; of more, evenly chosen ones. */
const MOST_ROWS = 240;
/** How many ranges a histogram has at most. */
const BINS = 24;
/** How many moments the figure of all jobs has. */
const MOMENTS = 300;

/** The phases, from the bottom of a stack to its top. */
export const PHASES: readonly Phase[] = [
  "done",
  "running",
  "evicted",
  "waiting",
  "held",
  "failed",
  "removed",
];

/** From when until when a figure goes, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How far ticks of a time axis are apart, in seconds. */
const TICKS = [
  1,
  2,
  5,
  10,
  15,
  30,
  60,
  120,
  300,
  600,
  900,
  1800,
  3600,
  7200,
  10_800,
  21_600,
  43_200,
  86_400,
]
  .concat([2, 7, 14, 30].map((days) => days * 86_400));

/**
 * Draws what each job did.
 *
 * @param jobs The jobs.
 * @param span From when until when.
 * @returns The figure, and how many jobs it shows.
 */
export function timeline(jobs: readonly JobHistory[], span: Span): { svg: string; shown: number } {
  const ends = endsOf(jobs, span.to);
  const components = [...new Set(jobs.map(({ component }) => component))].sort((a, b) => a - b);
  const step = Math.max(1, Math.ceil(components.length / MOST_ROWS));
  const rows = components.filter((_, i) => i % step === 0);
  const rowOf = new Map(rows.map((component, row) => [component, row]));
  const thick = Math.max(2, Math.min(14, Math.floor(480 / Math.max(1, rows.length))));
  const height = TOP + rows.length * thick + BOTTOM;
  const parts: string[] = [];
  for (const [i, job] of jobs.entries()) {
    const row = rowOf.get(job.component);
    if (row === undefined) continue;
    for (const { from, to, phase, text } of segmentsOf(job, ends[i] ?? span.to)) {
      const [x, end] = [xOf(from, span), xOf(to, span)];
      // What it came to is told by a mark, and is no work that went on.
      const isOver = phase === "done" || phase === "failed" || phase === "removed";
      const width = isOver ? 3 : Math.max(0.5, end - x);
      const title = `component ${job.component}: ${text}` +
        (isOver ? "" : `, ${timeTaken((to - from) / 1000)}`);
      parts.push(
        `<rect class="${phase}" x="${round(x)}" y="${TOP + row * thick}" width="${
          round(width)
        }" height="${Math.max(1, thick - 1)}"><title>${safe(title)}</title></rect>`,
      );
    }
  }
  const first = rows[0] ?? 0;
  const labels = [[first, 0], [rows.at(-1) ?? first, rows.length - 1]].map(([component, row = 0]) =>
    `<text x="${LEFT - 6}" y="${
      TOP + row * thick + Math.min(thick, 11)
    }" text-anchor="end">${component}</text>`
  );
  const svg = figure(height, "What each component did, from left to right", [
    ...timeAxis(span, height),
    ...new Set(labels),
    ...parts,
  ]);
  return { svg, shown: rows.length };
}

/**
 * Draws how many jobs were in which phase.
 *
 * @param jobs The jobs.
 * @param span From when until when.
 * @returns The figure.
 */
export function phasesOverTime(jobs: readonly JobHistory[], span: Span): string {
  const height = 200 + TOP + BOTTOM;
  const changes = new Map(PHASES.map((phase) => [phase, new Float64Array(MOMENTS + 1)]));
  const momentOf = (time: number): number =>
    Math.min(MOMENTS, Math.max(0, Math.ceil(MOMENTS * (time - span.from) / (span.to - span.from))));
  const ends = endsOf(jobs, span.to);
  for (const [i, job] of jobs.entries()) {
    const end = ends[i] ?? span.to;
    for (const { from, to, phase } of segmentsOf(job, end)) {
      const counts = changes.get(phase);
      if (!counts) continue;
      counts[momentOf(from)]! += 1;
      const last = momentOf(to);
      if (to < span.to || last <= momentOf(from)) counts[last]! -= 1;
    }
  }
  const counts = [...changes].map(([phase, steps]) => {
    let sum = 0;
    return { phase, values: Array.from(steps, (step) => sum += step) };
  });
  const most = Math.max(
    1,
    ...Array.from(
      { length: MOMENTS + 1 },
      (_, i) => counts.reduce((sum, { values }) => sum + (values[i] ?? 0), 0),
    ),
  );
  const scale = (height - TOP - BOTTOM) / most;
  const below = new Float64Array(MOMENTS + 1);
  const areas = counts.flatMap(({ phase, values }) => {
    if (!values.some((value) => value > 0)) return [];
    const point = (i: number, value: number): string =>
      `${round(LEFT + INNER * i / MOMENTS)},${round(height - BOTTOM - value * scale)}`;
    const low = Array.from(below, (value, i) => point(i, value)).reverse();
    const high = values.map((value, i) => point(i, below[i]! += value));
    return [
      `<polygon class="${phase}" points="${high.join(" ")} ${
        low.join(" ")
      }"><title>${phase}</title></polygon>`,
    ];
  });
  return figure(height, "How many components waited, ran and were done", [
    ...timeAxis(span, height),
    ...countAxis(most, height),
    ...areas,
  ]);
}

/**
 * Draws how many of something are in which range.
 *
 * @param numbers What is counted.
 * @param label What that is, for whoever cannot see it.
 * @param shown Writes a bound.
 * @param mark A value to draw a line at, and what it is.
 * @returns The figure.
 */
export function bars(
  numbers: readonly number[],
  label: string,
  shown: (value: number) => string,
  mark?: { readonly value: number; readonly text: string },
): string {
  const height = 150 + TOP + BOTTOM;
  const bins = histogram(numbers, BINS, shown);
  const [from, to] = [
    bins[0]?.from ?? 0,
    Math.max(bins.at(-1)?.to ?? 1, 1.05 * (mark?.value ?? 0)),
  ];
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const x = (value: number): number => LEFT + INNER * (value - from) / (to - from);
  const drawn = bins.map((bin) => {
    const tall = (height - TOP - BOTTOM) * bin.count / most;
    const title = `${shown(bin.from)} to ${shown(bin.to)}: ${bin.count}`;
    return `<rect class="bar" x="${round(x(bin.from) + 1)}" y="${
      round(height - BOTTOM - tall)
    }" width="${round(Math.max(1, x(bin.to) - x(bin.from) - 2))}" height="${round(tall)}"><title>${
      safe(title)
    }</title></rect>`;
  });
  const boundsOf = (step: number): number[] =>
    multiples(step, Math.ceil(from / step), Math.floor(to / step * (1 + 1e-9)));
  const finest = shown === timeTaken ? tickFor(to - from) : roundUp((to - from) / 7);
  const bounds = boundsOf(stepFrom(finest, (step) => areDistinct(boundsOf(step), shown)));
  const line = mark
    ? [
      `<line class="mark" x1="${round(x(mark.value))}" x2="${
        round(x(mark.value))
      }" y1="${TOP}" y2="${height - BOTTOM}"/>`,
      `<text x="${round(x(mark.value)) - 5}" y="${TOP + 12}" text-anchor="end">${
        safe(mark.text)
      }</text>`,
    ]
    : [];
  return figure(height, label, [
    ...countAxis(most, height),
    ...bounds.map((bound) =>
      `<text x="${round(x(bound))}" y="${height - 8}" text-anchor="middle">${
        safe(shown(bound))
      }</text>`
    ),
    ...drawn,
    ...line,
  ]);
}

function figure(height: number, label: string, parts: readonly string[]): string {
  return `<div class="figure"><svg role="img" aria-label="${
    safe(label)
  }" viewBox="0 0 ${WIDTH} ${height}">\n${parts.join("\n")}\n</svg></div>`;
}

function timeAxis(span: Span, height: number): string[] {
  const seconds = (span.to - span.from) / 1000;
  const step = tickFor(seconds);
  const lines: string[] = [];
  for (let at = 0; at <= seconds; at += step) {
    const x = round(LEFT + INNER * at / seconds);
    lines.push(
      `<line class="grid" x1="${x}" x2="${x}" y1="${TOP}" y2="${height - BOTTOM}"/>`,
      `<text x="${x}" y="${height - 8}" text-anchor="middle">${
        at === 0 ? "0" : safe(shortTime(at))
      }</text>`,
    );
  }
  return lines;
}

/** How far the ticks of some seconds are apart. */
function tickFor(seconds: number): number {
  const coarse = seconds < 8 ? undefined : TICKS.find((tick) => seconds / tick <= 8);
  return coarse ?? roundUp(seconds / 8);
}

function countAxis(most: number, height: number): string[] {
  const y = (count: number): number =>
    round(height - BOTTOM - (height - TOP - BOTTOM) * count / most);
  return [0, most].map((count) =>
    `<text x="${LEFT - 6}" y="${
      y(count) + (count === 0 ? 0 : 9)
    }" text-anchor="end">${count}</text>`
  );
}

function shortTime(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${seconds / 60} min`;
  return seconds < 86_400 ? `${seconds / 3600} h` : `${seconds / 86_400} d`;
}

function xOf(time: number, { from, to }: Span): number {
  return LEFT + INNER * Math.min(1, Math.max(0, (time - from) / (to - from)));
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function safe(text: string): string {
  return escapeHtml(printable(text));
}
