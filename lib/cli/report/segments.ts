/**
 * What jobs did from when to when, for timelines.
 *
 * @module
 */

import type { JobHistory, RunEnd } from "../../map/history.ts";

/** What a job does, or has come to. */
export type Phase = "waiting" | "running" | "evicted" | "held" | "done" | "failed" | "removed";

/** What a job did for a while. Times are in milliseconds since 1970. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly phase: Phase;
  /** What to say of it. */
  readonly text: string;
}

/** What a job is after a run that ended so, until something else is said of it. */
const AFTER: Readonly<Record<RunEnd, Phase>> = {
  done: "done",
  failed: "failed",
  evicted: "waiting",
  held: "held",
  removed: "removed",
  running: "running",
};

/**
 * Tells what a job did.
 *
 * @param job Its history.
 * @param until When to stop.
 * @returns What it did, one after the other without a gap: what it came to goes on to the end.
 */
export function segmentsOf(job: JobHistory, until: number): Segment[] {
  const changes: { at: number; phase: Phase; text: string }[] = [
    { at: job.submitted, phase: "waiting", text: "waited" },
  ];
  for (const { started, ended, how, host } of job.runs) {
    const isLost = how === "evicted" && ended !== undefined;
    const text = isLost ? `ran on ${host}, and was taken off it` : `ran on ${host}`;
    changes.push({ at: started, phase: isLost ? "evicted" : "running", text });
    if (ended !== undefined) changes.push({ at: ended, phase: AFTER[how], text: AFTER[how] });
  }
  for (const { since, until: released, code, reason } of job.holds) {
    changes.push({ at: since, phase: "held", text: `held: [${code}] ${reason}` });
    if (released !== undefined) changes.push({ at: released, phase: "waiting", text: "waited" });
  }
  // What happened at the same moment stays in the order in which it was told.
  changes.sort((a, b) => a.at - b.at);
  return changes.flatMap(({ at, phase, text }, i) => {
    const to = changes[i + 1]?.at ?? Math.max(at, until);
    // The log tells whole seconds: a short run has none, and is to be seen all the same.
    const isSeen = to > at || i === changes.length - 1 || phase === "running";
    return isSeen ? [{ from: at, to, phase, text }] : [];
  });
}

/**
 * Ends each job where another one of the same component was submitted.
 *
 * @param jobs The jobs of a map, in the order of their submission.
 * @param until When the last ones end.
 * @returns For each job, until when it is told of.
 */
export function endsOf(jobs: readonly JobHistory[], until: number): number[] {
  const next = new Map<number, number>();
  return jobs.map((job, i) => [job, i] as const).reverse().map(([{ component, submitted }, i]) => {
    const end = next.get(component) ?? until;
    next.set(component, submitted);
    return [i, end] as const;
  }).sort(([a], [b]) => a - b).map(([, end]) => end);
}
