/**
 * What earlier runs of a job brought back, which goes when a later one has brought something back.
 *
 * @module
 */

import { removeTreeSync } from "../base/files.ts";
import type { MapPaths } from "../store/paths.ts";
import { type JobLayout, jobOf } from "../wire/layout.ts";
import { parseOutputName } from "../wire/names.ts";
import type { Submissions } from "./submissions.ts";

/** The map whose outputs are there. */
interface MapWithOutputs {
  readonly paths: MapPaths;
  /** How its components are dealt to jobs. */
  readonly layout: JobLayout;
  readonly submissions: Submissions;
}

/**
 * Removes what jobs brought back before their last run. What several brought back together stays as long as
 * it is the last that one of them has.
 *
 * @param map The map.
 * @param later The jobs that ran again, each with the last submission that has brought all of it back.
 */
export function removeSuperseded(
  { paths, layout, submissions }: MapWithOutputs,
  later: ReadonlyMap<number, number>,
): void {
  const isOld = (job: number, submission: number): boolean => submission < (later.get(job) ?? 0);
  for (const directory of [paths.outputs, paths.logs]) {
    removeFrom(directory, (head, submission) => {
      if (!isOld(head, submission)) return false;
      return submissions.groupOf(head, submission).every((job) => isOld(job, submission));
    });
  }
  for (const directory of [paths.allOutputFiles, paths.allKeptStreams]) {
    removeFrom(
      directory,
      (component, submission) => isOld(jobOf(layout, component), submission),
    );
  }
}

function removeFrom(
  directory: string,
  isSuperseded: (number: number, submission: number) => boolean,
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
    if (output && isSuperseded(output.number, output.submission)) {
      removeTreeSync(`${directory}/${name}`);
    }
  }
}
