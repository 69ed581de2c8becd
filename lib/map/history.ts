/**
 * What has happened to the jobs of a map since it was made, read from its whole event log: when each waited,
 * ran, was held, and how each run ended.
 *
 * @module
 */

import {
  EventType,
  executeHostOf,
  type HoldReason,
  holdReasonOf,
  isRequeue,
  type JobEvent,
  memoryUsageOf,
  OF_CLUSTER,
  terminationOf,
  timeOf,
} from "../events/log.ts";
import { chunkOf } from "../wire/layout.ts";
import type { MapHandle } from "./handle.ts";
import { LogReader } from "./log_reader.ts";
import { barOfCommand } from "./long_work.ts";
import { LoggedClusters } from "./logged_clusters.ts";

/** How a run of a job ended. */
export type RunEnd =
  /** It exited with 0. */
  | "done"
  /** It exited otherwise, and may run again. */
  | "failed"
  /** It was taken off its machine. */
  | "evicted"
  | "held"
  | "removed"
  /** It has not. */
  | "running";

/** A run of a job on a machine. Times are in milliseconds since 1970. */
export interface JobRun {
  readonly started: number;
  ended: number | undefined;
  how: RunEnd;
  /** The machine, without its slot. */
  readonly host: string;
}

/** A hold of a job. */
export interface JobHold extends HoldReason {
  readonly since: number;
  until: number | undefined;
}

/** What has happened to a job. */
export interface JobHistory {
  /** The first component that it ran. */
  readonly component: number;
  /** Which submission of the map it was part of, counted from 0. */
  readonly submission: number;
  /** When it was submitted, in milliseconds since 1970. */
  readonly submitted: number;
  readonly runs: JobRun[];
  readonly holds: JobHold[];
  /** The most memory it was seen with, in MB; 0 if that was not measured. */
  memory: number;
  /** The memory it asked for, in MB, if the log says so. */
  asked: number | undefined;
}

/**
 * Reads the history of a map's jobs.
 *
 * @param handle The map, whose state has been read.
 * @returns A job each, in the order in which they were submitted. Of what the log has lost there is nothing.
 */
export async function historyOf(handle: MapHandle): Promise<JobHistory[]> {
  const reading = new Reading(handle);
  const log = new LogReader(handle.paths.events);
  const size = log.size();
  if (size === undefined) return [];
  const work = { title: `Reading the log of ${handle.tag}`, total: megabytes(size), unit: "MB" };
  using bar = barOfCommand({ ...work, units: "MB" });
  await log.read(size, (events) => {
    events.forEach(reading.take);
    bar.update(megabytes(log.offset));
  });
  return [...reading.jobs.values()];
}

/** So many whole ones, and one for the rest. */
function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

/** A reading of the log. */
class Reading {
  readonly jobs = new Map<string, JobHistory>();
  readonly #clusters: LoggedClusters;

  constructor(readonly handle: MapHandle) {
    this.#clusters = new LoggedClusters(handle.state.submissions);
  }

  readonly take = (event: JobEvent): void => {
    const submission = this.#clusters.submissionOf(event);
    const time = timeOf(event);
    if (submission === undefined || time === undefined || event.proc <= OF_CLUSTER) return;
    const id = `${event.cluster}.${event.proc}`;
    const job = this.jobs.get(id) ?? this.#begin(id, submission, event.proc, time);
    if (job) apply(job, event, time);
  };

  #begin(id: string, submission: number, proc: number, time: number): JobHistory | undefined {
    const { submissions } = this.handle.state;
    const [row] = submissions.rowsOfProc(submission, proc);
    if (row === undefined) return undefined;
    const [component] = chunkOf(submissions.rows, row);
    const nothing = { runs: [], holds: [], memory: 0, asked: undefined };
    const job: JobHistory = { component, submission, submitted: time, ...nothing };
    this.jobs.set(id, job);
    return job;
  }
}

function apply(job: JobHistory, event: JobEvent, time: number): void {
  switch (event.type) {
    case EventType.EXECUTE:
      endRun(job, time, "evicted"); // its end was lost
      job.runs.push({
        started: time,
        ended: undefined,
        how: "running",
        host: machineOf(executeHostOf(event)),
      });
      break;
    case EventType.EVICTED:
      endRun(job, time, isRequeue(event) ? "failed" : "evicted");
      break;
    case EventType.SHADOW_EXCEPTION:
    case EventType.RECONNECT_FAILED:
      endRun(job, time, "evicted");
      break;
    case EventType.HELD:
      endRun(job, time, "held");
      job.holds.push({ ...holdReasonOf(event), since: time, until: undefined });
      break;
    case EventType.RELEASED:
      endHold(job, time);
      break;
    case EventType.ABORTED:
      endRun(job, time, "removed");
      endHold(job, time);
      break;
    case EventType.TERMINATED: {
      const { exitCode, memory } = terminationOf(event);
      endRun(job, time, exitCode === 0 ? "done" : "failed");
      job.asked = memory?.asked ?? job.asked;
      break;
    }
    case EventType.IMAGE_SIZE:
      job.memory = Math.max(job.memory, memoryUsageOf(event) ?? 0);
      break;
  }
}

function endRun({ runs }: JobHistory, time: number, how: RunEnd): void {
  const run = runs.at(-1);
  if (!run || run.ended !== undefined) return;
  run.ended = time;
  run.how = how;
}

function endHold({ holds }: JobHistory, time: number): void {
  const hold = holds.at(-1);
  if (hold && hold.until === undefined) hold.until = time;
}

/** The machine of a slot such as `slot1_2@node7`. */
function machineOf(host: string): string {
  return host.slice(host.lastIndexOf("@") + 1);
}
