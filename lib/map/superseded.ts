/**
 * What earlier runs of a job brought back, which goes when a later one has brought something back.
 *
 * @module
 */

import { removeTreeSync } from "../base/files.ts";
import type { MapPaths } from "../store/paths.ts";
import { parseOutputName } from "../wire/names.ts";
import type { Submissions } from "./submissions.ts";

/** The map whose outputs are there. */
interface MapWithOutputs {
  readonly paths: MapPaths;
  readonly submissions: Submissions;
}

/**
 * Removes what rows brought back before their last run. What several brought back together stays as long as
 * it is the last that one of them has.
 *
 * @param map The map.
 * @param later The rows that ran again, each with the last submission that has brought all of it back.
 */
export function removeSuperseded(
  { paths, submissions }: MapWithOutputs,
  later: ReadonlyMap<number, number>,
): void {
  const isOld = (row: number, submission: number): boolean => submission < (later.get(row) ?? 0);
  for (const directory of [paths.outputs, paths.logs]) {
    removeFrom(directory, (head, submission) => {
      const group = submissions.groupOfHead(head, submission);
      return group.length > 0 && group.every((row) => isOld(row, submission));
    });
  }
  for (const directory of [paths.allOutputFiles, paths.allKeptStreams]) {
    removeFrom(
      directory,
      (component, submission) => isOld(submissions.rowOf(component), submission),
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
