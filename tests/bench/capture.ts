/**
 * How long it takes to capture a function, and what it takes in memory.
 *
 * @module
 */

import { Capture } from "../../lib/capture/mod.ts";
import { median, printFigure, printReference, timed } from "./figures.ts";

const ROUNDS = 200;
const LARGE = 12_500_000;

/** Prints the figures of capturing functions. */
export async function run(): Promise<void> {
  const double = (x: number): number => 2 * x;
  const first = await timed(() => captured(double));
  printReference("capture x => 2 * x, the first function of a process", milliseconds(first));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(() => captured(double)));
  const middle = median(times);
  printFigure("capture x => 2 * x after the first", milliseconds(middle), "5 ms", middle < 5);
  const closure = closureOver(new Float64Array(LARGE).fill(0.5));
  const before = Deno.memoryUsage();
  let peak = 0;
  const watch = setInterval(() => peak = Math.max(peak, grown(before)), 1);
  const time = await timed(async () => {
    await captured(closure);
    peak = Math.max(peak, grown(before));
  });
  clearInterval(watch);
  printFigure(
    "capture a closure over 100 MB of Float64Array",
    milliseconds(time),
    "500 ms",
    time < 500,
  );
  // What was there already is the first of the two times its memory.
  const total = LARGE * 8 + peak;
  printFigure(
    "memory of that, the array included",
    `${Math.round(total / 1e6)} MB`,
    "twice the array",
    total < 2.1 * LARGE * 8,
  );
}

function closureOver(large: Float64Array): (i: number) => number | undefined {
  return (i) => large[i];
}

async function captured(func: unknown): Promise<number> {
  const capture = await Capture.of(func);
  const { module, values } = await capture.finish();
  return module.length + values.length;
}

/** How much memory the process took since a moment; what is outside the heap counts too. */
function grown(before: Deno.MemoryUsage): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external - before.heapUsed - before.external;
}

function milliseconds(time: number): string {
  return `${time.toFixed(1)} ms`;
}
