/**
 * What is in the queue of a local map, as its submissions, its journal and its event log say.
 *
 * @module
 */

import type { MapPaths } from "../../store/map_paths.ts";
import { EventType, parseEvents } from "../../events/log.ts";
import { procsOf } from "../../wire/layout.ts";
import {
  listClusters,
  type LocalSubmission,
  readLocalSubmission,
  submittedJobs,
} from "./cluster.ts";
import { jobName, readJournal, type Standing } from "./journal.ts";

/** A job that is in the queue. */
export interface QueueEntry {
  readonly cluster: number;
  readonly proc: number;
  readonly submission: LocalSubmission;
  /** Which job of the map it is: the first of those it runs. */
  readonly job: number;
  readonly isHeld: boolean;
}

/**
 * Reads which jobs of a map are in the queue.
 *
 * @param paths The map.
 * @param clusters The clusters to look at; others may not be submitted completely.
 * @returns The jobs in the queue, in order of submission.
 */
export function readQueue(
  paths: MapPaths,
  clusters: readonly number[] = listClusters(paths).submitted,
): QueueEntry[] {
  const queue: QueueEntry[] = [];
  const logged = readLog(paths);
  const journal = readJournal(paths);
  for (const cluster of clusters) {
    const submission = readLocalSubmission(paths, cluster);
    for (const [proc, [job = 0]] of procsOf(submittedJobs(submission)).entries()) {
      const name = jobName(cluster, proc);
      // A scheduler that was killed may have told only one of the two.
      if (journal.get(name) === "gone" || logged.get(name) === "gone") continue;
      const isHeld = (journal.get(name) ?? logged.get(name)) === "held";
      queue.push({ cluster, proc, submission, job, isHeld });
    }
  }
  return queue;
}

function readLog(paths: MapPaths): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(paths.events);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return standings;
    throw error;
  }
  for (const { type, cluster, proc } of parseEvents(bytes).events) {
    const standing = standingAfter(type);
    if (standing) standings.set(jobName(cluster, proc), standing);
  }
  return standings;
}

function standingAfter(type: number): Standing | undefined {
  switch (type) {
    case EventType.RELEASED:
      return "idle";
    case EventType.HELD:
      return "held";
    case EventType.TERMINATED:
    case EventType.ABORTED:
      return "gone";
    default:
      return undefined;
  }
}
