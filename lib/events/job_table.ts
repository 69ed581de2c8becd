/**
 * What the event log says of each job of a map: the part of a map's state that is kept on disk.
 *
 * @module
 */

import {
  detailsOf,
  EventType,
  executeHostOf,
  type HoldReason,
  holdReasonOf,
  isRequeue,
  type JobEvent,
  type JobStart,
  memoryUsageOf,
  startOf,
  type Termination,
  terminationOf,
  timeOf,
} from "./log.ts";

/** The types of events that change what is known of a job. */
export const RELEVANT_EVENTS: ReadonlySet<number> = new Set([
  EventType.SUBMIT,
  EventType.EXECUTE,
  EventType.EVICTED,
  EventType.TERMINATED,
  EventType.IMAGE_SIZE,
  EventType.SHADOW_EXCEPTION,
  EventType.ABORTED,
  EventType.SUSPENDED,
  EventType.UNSUSPENDED,
  EventType.HELD,
  EventType.RELEASED,
  EventType.RECONNECTED,
  EventType.RECONNECT_FAILED,
  EventType.CLUSTER_SUBMIT,
  EventType.CLUSTER_REMOVE,
]);

/** The states of a job, by number so that a map of a million jobs takes a megabyte. */
export const JobState = {
  UNKNOWN: 0,
  UNMATERIALIZED: 1,
  IDLE: 2,
  RUNNING: 3,
  SUSPENDED: 4,
  HELD: 5,
  REMOVED: 6,
  ENDED: 7,
} as const;

/** The form in which a job table is kept. */
export interface StoredJobTable {
  states: Uint8Array;
  submissions: Uint32Array;
  memory: Float64Array;
  cpuTime: Float64Array;
  holds: [job: number, hold: HoldReason][];
  abnormalEnds: [job: number, end: Termination][];
  removals: [job: number, reason: string][];
  hosts: [job: number, host: string][];
  /** Not there in what an earlier htmap kept. */
  starts?: [job: number, start: JobStart][];
  ends?: [job: number, time: number][];
  /** The same. */
  failedAttempts?: [job: number, attempts: number][];
}

/** The jobs of a map. */
export class JobTable {
  readonly states: Uint8Array;
  /** Which submission of the map each job was last part of, counted from 0. */
  readonly submissions: Uint32Array;
  /** Peak memory, in MB. */
  readonly memory: Float64Array;
  /** Processor time of the last run, in milliseconds. */
  readonly cpuTime: Float64Array;
  /** Why jobs are held that are. */
  readonly holds: Map<number, HoldReason>;
  /** How jobs ended that did not exit with 0. */
  readonly abnormalEnds: Map<number, Termination>;
  /** Why jobs were removed that were. */
  readonly removals: Map<number, string>;
  /** Where jobs run, or ran last without an output. */
  readonly hosts: Map<number, string>;
  /** When these started to run there, and as what. */
  readonly starts: Map<number, JobStart>;
  /** When those ended that did not exit with 0, in milliseconds since 1970. */
  readonly ends: Map<number, number>;
  /** How often jobs have ended and were run again, of those that were. */
  readonly failedAttempts: Map<number, number>;

  constructor(jobs: number, stored?: StoredJobTable) {
    this.states = stored?.states ?? new Uint8Array(jobs).fill(JobState.UNMATERIALIZED);
    this.submissions = stored?.submissions ?? new Uint32Array(jobs);
    this.memory = stored?.memory ?? new Float64Array(jobs);
    this.cpuTime = stored?.cpuTime ?? new Float64Array(jobs);
    this.holds = new Map(stored?.holds);
    this.abnormalEnds = new Map(stored?.abnormalEnds);
    this.removals = new Map(stored?.removals);
    this.hosts = new Map(stored?.hosts);
    this.starts = new Map(stored?.starts);
    this.ends = new Map(stored?.ends);
    this.failedAttempts = new Map(stored?.failedAttempts);
  }

  /**
   * Takes each of its jobs apart.
   *
   * @param partsOf Gives the numbers that take the place of a job's: the first, and the one after the last.
   * @returns A table of these, each with what is known of its job.
   */
  split(partsOf: (job: number) => readonly [first: number, end: number]): JobTable {
    const jobs = this.states.length;
    const table = new JobTable(jobs === 0 ? 0 : partsOf(jobs - 1)[1]);
    for (let job = 0; job < jobs; job++) {
      const [first, end] = partsOf(job);
      for (const name of ["states", "submissions", "memory", "cpuTime"] as const) {
        table[name].fill(this[name][job] ?? 0, first, end);
      }
    }
    const copy = <T>(from: ReadonlyMap<number, T>, to: Map<number, T>): void => {
      for (const [job, value] of from) {
        const [first, end] = partsOf(job);
        for (let part = first; part < end; part++) to.set(part, value);
      }
    };
    copy(this.holds, table.holds);
    copy(this.abnormalEnds, table.abnormalEnds);
    copy(this.removals, table.removals);
    copy(this.hosts, table.hosts);
    copy(this.starts, table.starts);
    copy(this.ends, table.ends);
    copy(this.failedAttempts, table.failedAttempts);
    return table;
  }

  /** @returns The table in the form it is kept in. */
  toStored(): StoredJobTable {
    const { states, submissions, memory, cpuTime } = this;
    return {
      states,
      submissions,
      memory,
      cpuTime,
      holds: [...this.holds],
      abnormalEnds: [...this.abnormalEnds],
      removals: [...this.removals],
      hosts: [...this.hosts],
      starts: [...this.starts],
      ends: [...this.ends],
      failedAttempts: [...this.failedAttempts],
    };
  }

  /**
   * Takes in an event of a job. Events of unknown kinds change nothing, and neither do those of a
   * submission of the job that another has followed.
   *
   * @param job The job.
   * @param submission Which submission of the map the event is about.
   * @param event What happened to it.
   */
  apply(job: number, submission: number, event: JobEvent): void {
    if (event.type === EventType.SUBMIT) this.#begin(job, submission);
    if (this.submissions[job] !== submission) return;
    switch (event.type) {
      case EventType.EXECUTE:
        this.#become(job, JobState.RUNNING);
        this.hosts.set(job, executeHostOf(event));
        this.starts.set(job, startOf(event));
        break;
      case EventType.UNSUSPENDED:
      case EventType.RECONNECTED:
        this.#become(job, JobState.RUNNING);
        break;
      case EventType.SUSPENDED:
        this.#become(job, JobState.SUSPENDED);
        break;
      case EventType.EVICTED:
        if (isRequeue(event)) {
          this.failedAttempts.set(job, (this.failedAttempts.get(job) ?? 0) + 1);
        }
        this.#become(job, JobState.IDLE);
        break;
      case EventType.SHADOW_EXCEPTION:
      case EventType.RECONNECT_FAILED:
      case EventType.RELEASED:
        this.#become(job, JobState.IDLE);
        break;
      case EventType.HELD:
        this.#become(job, JobState.HELD);
        this.holds.set(job, holdReasonOf(event));
        break;
      case EventType.ABORTED:
        this.#become(job, JobState.REMOVED);
        this.removals.set(job, detailsOf(event));
        break;
      case EventType.TERMINATED:
        this.#end(job, terminationOf(event), timeOf(event));
        break;
      case EventType.IMAGE_SIZE:
        this.memory[job] = Math.max(this.memory[job] ?? 0, memoryUsageOf(event) ?? 0);
        break;
    }
  }

  /**
   * Takes in an event of a cluster that HTCondor makes into jobs little by little
   * (HTCondor's manual, "Submitting Lots of Jobs": late materialization).
   *
   * @param jobs The jobs of the cluster.
   * @param submission Which submission of the map it is.
   * @param event What happened to it.
   */
  applyToAll(jobs: readonly number[], submission: number, event: JobEvent): void {
    for (const job of jobs) {
      if (event.type === EventType.CLUSTER_SUBMIT) {
        this.#begin(job, submission);
        this.states[job] = JobState.UNMATERIALIZED;
      } else if (event.type === EventType.CLUSTER_REMOVE) {
        const isGone = this.submissions[job] === submission &&
          this.states[job] === JobState.UNMATERIALIZED;
        if (!isGone) continue;
        this.states[job] = JobState.REMOVED;
        this.removals.set(job, "its cluster was removed before HTCondor had made it a job");
      }
    }
  }

  /**
   * Takes a job for ended, of which only its output is known.
   *
   * @param job The job.
   * @param submission The submission of the map that brought the output back.
   */
  recover(job: number, submission: number): void {
    this.#begin(job, submission);
    this.states[job] = JobState.ENDED;
    // Perhaps it was killed half way: what is missing from its output did not finish.
    this.abnormalEnds.set(job, { exitCode: undefined, signal: undefined, cpuTime: 0 });
  }

  /** Forgets what an earlier run of the job left: it was submitted anew. */
  #begin(job: number, submission: number): void {
    this.states[job] = JobState.IDLE;
    this.submissions[job] = submission;
    this.holds.delete(job);
    this.memory[job] = 0;
    this.cpuTime[job] = 0;
    this.abnormalEnds.delete(job);
    this.removals.delete(job);
    this.hosts.delete(job);
    this.starts.delete(job);
    this.ends.delete(job);
    this.failedAttempts.delete(job);
  }

  #become(job: number, state: number): void {
    // Only a new submission brings back a job that is gone, not an event that comes late.
    if (this.states[job] === JobState.ENDED || this.states[job] === JobState.REMOVED) return;
    if (this.states[job] === JobState.HELD) this.holds.delete(job);
    this.states[job] = state;
  }

  #end(job: number, end: Termination, time: number | undefined): void {
    this.states[job] = JobState.ENDED;
    this.holds.delete(job);
    this.cpuTime[job] = end.cpuTime;
    if (end.exitCode !== 0) {
      this.abnormalEnds.set(job, end);
      if (time !== undefined) this.ends.set(job, time);
      return;
    }
    this.hosts.delete(job);
    this.starts.delete(job);
  }
}
