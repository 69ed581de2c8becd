/**
 * What attempts of jobs have left for the next, which goes when there is no next.
 *
 * @module
 */

import { isDirectory, removeTreeSync } from "../base/files.ts";
import { JobState, type JobTable } from "../events/job_table.ts";
import type { MapPaths } from "../store/paths.ts";
import { parseAttemptsDirectory } from "../wire/names.ts";
import type { Submissions } from "./submissions.ts";

/** The map whose jobs have attempts. */
interface MapWithAttempts {
  readonly paths: MapPaths;
  readonly submissions: Submissions;
}

/**
 * Removes what attempts have left of jobs that have ended, or were submitted again since.
 *
 * @param map The map.
 * @param rows The state of each of its rows.
 */
export function removeSpentAttempts({ paths, submissions }: MapWithAttempts, rows: JobTable): void {
  if (!isDirectory(paths.allAttempts)) return; // none is run again
  for (const { name } of Deno.readDirSync(paths.allAttempts)) {
    const attempts = parseAttemptsDirectory(name);
    if (!attempts) continue;
    const { number: head, submission } = attempts;
    const group = submissions.groupOfHead(head, submission);
    const isOver = (row: number): boolean => {
      const last = rows.submissions[row] ?? -1;
      return last > submission || last === submission && rows.states[row] === JobState.ENDED;
    };
    if (group.length > 0 && group.every(isOver)) removeTreeSync(`${paths.allAttempts}/${name}`);
  }
}
