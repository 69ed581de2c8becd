/**
 * How long the components of a map took, by a sample of what they brought back.
 *
 * @module
 */

import { OutputNotFound } from "../base/errors.ts";
import { readFirstRuns } from "../store/output_files.ts";
import type { MapPaths } from "../store/paths.ts";
import type { JobLayout } from "../wire/layout.ts";
import { parseOutputName } from "../wire/names.ts";

/** How many output files are looked at: a median needs no more, however large the map. */
const SAMPLE = 60;

/** How many components must have finished before those of a map can be judged by them, */
const ENOUGH = 10;
/** and one of how many: those that finish first are the shortest. */
const ONE_OF = 10;

/** @returns Whether so many finished components say how long all of them take. */
export function areEnough(finished: number, components: number): boolean {
  return finished >= Math.max(ENOUGH, components / ONE_OF);
}

/**
 * Finds how long the components of a map take that succeed. Their state need not be known for that.
 *
 * @param map The map.
 * @returns The median of a sample from all over the map, in seconds, and how many there are in that; `undefined`
 *   if too few have finished, or an htmap ran them that did not measure it.
 */
export function componentTime(
  { paths, layout }: { readonly paths: MapPaths; readonly layout: JobLayout },
): { seconds: number; sample: number } | undefined {
  const outputs = outputsOf(paths);
  const files = Math.min(SAMPLE, outputs.length);
  const times: number[] = [];
  let seen = 0;
  let looked = 0;
  for (let i = 0; i < files; i++) {
    const output = parseOutputName(outputs[Math.floor(i * outputs.length / files)] ?? "");
    if (!output) continue; // not one of htmap's
    try {
      const runs = readFirstRuns(paths, output.number, output.submission);
      // A file has the components of a job or, if it ran again, some of them, or of several jobs. Of long
      // ones, only the beginning was read.
      seen += output.submission === 0 ? Math.max(layout.chunk, runs.length) : runs.length;
      looked++;
      for (const { status, seconds } of runs) {
        if (status === "OK" && seconds !== undefined) times.push(seconds);
      }
    } catch (error) {
      if (!(error instanceof OutputNotFound)) throw error; // a later run has come in its place
    }
  }
  const finished = outputs.length * seen / Math.max(1, looked);
  if (times.length < ENOUGH || !areEnough(finished, layout.components)) return undefined;
  return { seconds: median(times), sample: times.length };
}

/** The middle one. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** The names of the output files, in whatever order they are found. */
function outputsOf(paths: MapPaths): string[] {
  try {
    return [...Deno.readDirSync(paths.outputs)]
      .filter(({ name, isFile }) => isFile && name.endsWith(".out"))
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // lost, or the map is being removed
    throw error;
  }
}
