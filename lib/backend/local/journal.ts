/**
 * The local scheduler's own record of where its jobs stand. The event log is for whoever looks at the map,
 * and may be cut or lost like any log; without this, jobs that have ended would then run again.
 *
 * A line says what became of a job: `3.17 gone`. What it does not speak of waits to be run. A job of which an
 * attempt has failed waits as well, and the attempt is counted: `3.17 failed`.
 *
 * @module
 */

import { readTextIfThereSync } from "../../base/files.ts";
import { AppendedFile } from "../../events/appended_file.ts";
import type { MapPaths } from "../../store/map_paths.ts";

/** Where a job stands, as far as it must be known to go on. */
export type Standing = "idle" | "held" | "gone";

const LINE = /^(\d{1,9}\.\d{1,9}) (idle|held|gone|failed)$/;

/** What the journal says of jobs, each by {@linkcode jobName}. */
export interface Journal {
  readonly standings: ReadonlyMap<string, Standing>;
  /** How many attempts have failed, of jobs that were run again. */
  readonly failed: ReadonlyMap<string, number>;
}

/** @returns The name of a job in the journal. */
export function jobName(cluster: number, proc: number): string {
  return `${cluster}.${proc}`;
}

/** @returns The line that says where a job stands, or that an attempt of it has failed and it waits again. */
export function journalLine(cluster: number, proc: number, standing: Standing | "failed"): string {
  return `${jobName(cluster, proc)} ${standing}\n`;
}

/**
 * Opens the journal of a map for adding to it.
 *
 * @param paths The map.
 * @returns The journal; its entries are what {@linkcode journalLine} gives.
 */
export function openJournal(paths: MapPaths): AppendedFile {
  return new AppendedFile(paths.localJournal, true, "\n");
}

/**
 * Reads the journal of a map.
 *
 * @param paths The map.
 * @returns What it says. A line that a scheduler was killed over is passed over.
 */
export function readJournal(paths: MapPaths): Journal {
  const standings = new Map<string, Standing>();
  const failed = new Map<string, number>();
  for (const line of (readTextIfThereSync(paths.localJournal) ?? "").split("\n")) {
    const [, job, standing] = LINE.exec(line) ?? [];
    if (job === undefined) continue;
    if (standing === "failed") {
      failed.set(job, (failed.get(job) ?? 0) + 1);
      standings.set(job, "idle");
    } // The pattern lets no other word through.
    else standings.set(job, standing as Standing);
  }
  return { standings, failed };
}
