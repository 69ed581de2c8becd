/**
 * What is in the queue of a local map, as its submissions, its journal and its event log say.
 *
 * @module
 */

import type { MapPaths } from "../../store/map_paths.ts";
import { EventType, isRequeue, type JobEvent, parseEvents } from "../../events/log.ts";
import { procsOf } from "../../wire/layout.ts";
import {
  listClusters,
  type LocalSubmission,
  readLocalSubmission,
  submittedJobs,
} from "./cluster.ts";
import { jobName, type Journal, readJournal, type Standing } from "./journal.ts";

/** A job that is in the queue. */
export interface QueueEntry {
  readonly cluster: number;
  readonly proc: number;
  readonly submission: LocalSubmission;
  /** Which job of the map it is: the first of those it runs. */
  readonly job: number;
  readonly isHeld: boolean;
  /** How many of its attempts have failed. */
  readonly failed: number;
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
      const [noted, told] = [journal, logged].map(({ standings }) => standings.get(name));
      if (noted === "gone" || told === "gone") continue;
      const isHeld = (noted ?? told) === "held";
      const failed = Math.max(journal.failed.get(name) ?? 0, logged.failed.get(name) ?? 0);
      queue.push({ cluster, proc, submission, job, isHeld, failed });
    }
  }
  return queue;
}

/** What the event log says, in the form of the journal. */
function readLog(paths: MapPaths): Journal {
  const standings = new Map<string, Standing>();
  const failed = new Map<string, number>();
  for (const event of eventsOf(paths)) {
    const name = jobName(event.cluster, event.proc);
    const standing = standingAfter(event.type);
    if (standing) standings.set(name, standing);
    else if (event.type === EventType.EVICTED && isRequeue(event)) {
      failed.set(name, (failed.get(name) ?? 0) + 1);
    }
  }
  return { standings, failed };
}

function eventsOf(paths: MapPaths): JobEvent[] {
  try {
    return parseEvents(Deno.readFileSync(paths.events)).events;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
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
