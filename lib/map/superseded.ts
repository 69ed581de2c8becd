/**
 * What earlier runs of a job brought back, which goes when a later one has brought something back.
 *
 * @module
 */

import { removeTreeSync } from "../base/files.ts";
import type { MapPaths } from "../store/paths.ts";
import { type JobLayout, jobOf } from "../wire/layout.ts";
import { parseOutputName } from "../wire/names.ts";

/**
 * Removes what jobs brought back before their last run.
 *
 * @param paths The map.
 * @param layout How its components are dealt to jobs.
 * @param later The jobs, each with the submission whose output is here.
 */
export function removeSuperseded(
  paths: MapPaths,
  layout: JobLayout,
  later: ReadonlyMap<number, number>,
): void {
  for (const directory of [paths.outputs, paths.logs]) {
    removeEarlier(directory, (job) => later.get(job));
  }
  for (const directory of [paths.allOutputFiles, paths.allKeptStreams]) {
    removeEarlier(directory, (component) => later.get(jobOf(layout, component)));
  }
}

function removeEarlier(
  directory: string,
  submissionOf: (number: number) => number | undefined,
): void {
  let names: string[];
  try {
    names = [...Deno.readDirSync(directory)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // no component has sent such files
    throw error;
  }
  for (const name of names) {
    const output = parseOutputName(name);
    if (output && output.submission < (submissionOf(output.number) ?? 0)) {
      removeTreeSync(`${directory}/${name}`);
    }
  }
}
