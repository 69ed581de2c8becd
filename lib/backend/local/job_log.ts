/**
 * What the event log of a local map says of its jobs, as far as a scheduler needs to know.
 *
 * @module
 */

import type { MapPaths } from "../../store/map_paths.ts";
import { EventType, parseEvents } from "../../events/log.ts";

/** Where a job that is in the queue stands. */
export type QueueState = "idle" | "running" | "held";

/**
 * Reads which jobs of a map are in the queue.
 *
 * @param paths The map.
 * @param clusters The clusters to look at: others in the log were never submitted completely.
 * @returns The state of each job in the queue by cluster and proc, in order of submission.
 */
export function readQueue(
  paths: MapPaths,
  clusters: readonly number[],
): Map<number, Map<number, QueueState>> {
  const queue = new Map(clusters.map((id) => [id, new Map<number, QueueState>()]));
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(paths.events);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return queue;
    throw error;
  }
  for (const { type, cluster, proc } of parseEvents(bytes).events) {
    const jobs = queue.get(cluster);
    if (!jobs) continue;
    if (type === EventType.SUBMIT) jobs.set(proc, "idle");
    else if (type === EventType.TERMINATED || type === EventType.ABORTED) jobs.delete(proc);
    else if (jobs.has(proc)) {
      const state = stateAfter(type);
      if (state) jobs.set(proc, state);
    }
  }
  return queue;
}

function stateAfter(type: number): QueueState | undefined {
  switch (type) {
    case EventType.EXECUTE:
      return "running";
    case EventType.EVICTED:
    case EventType.RELEASED:
      return "idle";
    case EventType.HELD:
      return "held";
    default:
      return undefined; // suspended jobs run, as far as it matters here
  }
}
