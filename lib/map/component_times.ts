/**
 * How long the components of a map took, by a sample of what they brought back.
 *
 * @module
 */

import { OutputNotFound } from "../base/errors.ts";
import { readFirstRuns } from "../store/output_files.ts";
import type { MapPaths } from "../store/paths.ts";
import { parseOutputName } from "../wire/names.ts";

/** How many output files are looked at: a median needs no more, however large the map. */
const SAMPLE = 60;

/**
 * Reads how long components took that succeeded. Their state need not be known for that.
 *
 * @param paths The map.
 * @returns The times of some of them, from all over the map, in seconds; none of components that an htmap
 *   ran which did not measure it.
 */
export function componentTimes(paths: MapPaths): number[] {
  const outputs = outputsOf(paths);
  const times: number[] = [];
  for (let i = 0; i < Math.min(SAMPLE, outputs.length); i++) {
    const output = outputs[Math.floor(i * outputs.length / Math.min(SAMPLE, outputs.length))];
    if (!output) continue;
    try {
      for (const { status, seconds } of readFirstRuns(paths, output.number, output.submission)) {
        if (status === "OK" && seconds !== undefined) times.push(seconds);
      }
    } catch (error) {
      if (!(error instanceof OutputNotFound)) throw error; // a later run has come in its place
    }
  }
  return times;
}

function outputsOf(paths: MapPaths): { number: number; submission: number }[] {
  try {
    return [...Deno.readDirSync(paths.outputs)]
      .flatMap(({ name, isFile }) =>
        isFile && name.endsWith(".out") ? parseOutputName(name) ?? [] : []
      )
      .sort((a, b) => a.number - b.number);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // lost, or the map is being removed
    throw error;
  }
}
