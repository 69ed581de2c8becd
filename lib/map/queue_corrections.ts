/**
 * What the queue knows better of a map's jobs than its event log.
 *
 * @module
 */

import type { MapQueue } from "../backend/backend.ts";
import { EventType, type HoldReason } from "../events/log.ts";
import { JobState, type JobTable } from "../events/job_table.ts";

/** What is true of a job in place of what the log says. */
export interface Correction {
  /** Which submission of the map the job is part of. */
  readonly submission: number;
  readonly state: number;
  /** Why it is held, if it is, and that is known. */
  readonly hold?: HoldReason | undefined;
  /** Why it will have no output, if it is taken for removed. */
  readonly removal?: string | undefined;
}

/** What a comparison found that the queue alone does not tell. */
export interface Comparison {
  /** Jobs that have ended without a word: their output is here. */
  readonly ended: readonly (readonly [job: number, submission: number])[];
  /** Jobs that should wait or run, and do not: they have no output of that run, or it is here just now. */
  readonly missing: readonly number[];
}

const LOST = "it is in no queue any more, it has brought no output back, and the event log does " +
  "not say what became of it";

/** The states of a job that is at work, as the log may know them better. */
const AT_WORK: readonly number[] = [JobState.IDLE, JobState.RUNNING, JobState.SUSPENDED];

/** What the queue says of a job that only some events tell the end of, and these. */
const AT_REST: readonly number[] = [JobState.HELD, JobState.REMOVED];
const ENDS_OF_REST: ReadonlySet<number> = new Set([
  EventType.SUBMIT,
  EventType.EXECUTE,
  EventType.TERMINATED,
  EventType.ABORTED,
  EventType.HELD,
  EventType.RELEASED,
]);

const REMOVING = "HTCondor is removing it";

/** The corrections of a map. */
export class QueueCorrections {
  #corrections = new Map<number, Correction>();
  /** The jobs that the log has spoken of since the queue was asked: of these it knows more. */
  #touched = new Set<number>();
  /** The jobs that the log has spoken of since the queue answered. */
  #unconfirmed = new Set<number>();

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#corrections.size === 0;
  }

  /** @returns What is true of a job, if the log does not say it. */
  of(job: number): Correction | undefined {
    return this.#corrections.get(job);
  }

  /** The jobs that the queue, and not the log, says are held, and why. */
  get holds(): IteratorObject<readonly [job: number, hold: HoldReason]> {
    return this.#corrections.entries().flatMap(([job, { hold }]) => hold ? [[job, hold]] : []);
  }

  /** Notes that the queue is about to be asked: what is read in the log from now on may be newer. */
  begin(): void {
    this.#touched.clear();
  }

  /**
   * Notes that the log says something of a job. That a job was taken off its machine, as one is that ran when
   * it was held, says nothing against the hold, of which the log tells later.
   *
   * @param job The job.
   * @param submission Which submission of it the event is about.
   * @param type What kind of event it is.
   */
  heard(job: number, submission: number, type: number): void {
    this.doubt(job);
    const correction = this.#corrections.get(job);
    if (!correction || submission < correction.submission) return;
    const isAtRest = AT_REST.includes(correction.state) && correction.removal !== LOST &&
      submission === correction.submission;
    if (isAtRest && !ENDS_OF_REST.has(type)) return;
    this.#corrections.delete(job);
  }

  /**
   * Notes that what was kept of the log says that a job is held: that may be over by now.
   *
   * @param job The job.
   */
  doubt(job: number): void {
    this.#touched.add(job);
    this.#unconfirmed.add(job);
  }

  /** Notes that there was no answer, so that what the log says must do. */
  believeLog(): void {
    this.#unconfirmed = new Set(this.#touched);
  }

  /** @returns Whether the log has spoken of a job since the queue answered. */
  isUnconfirmed(job: number): boolean {
    return this.#unconfirmed.has(job);
  }

  /**
   * Takes each job apart, as `JobTable.split` does.
   *
   * @param partsOf Gives the numbers that take the place of a job's: the first, and the one after the last.
   */
  split(partsOf: (job: number) => readonly [first: number, end: number]): void {
    const [corrections, touched] = [[...this.#corrections], [...this.#touched]];
    const unconfirmed = [...this.#unconfirmed];
    this.#corrections.clear();
    this.#touched.clear();
    this.#unconfirmed.clear();
    const each = (job: number, act: (part: number) => void): void => {
      const [first, end] = partsOf(job);
      for (let part = first; part < end; part++) act(part);
    };
    for (const [job, correction] of corrections) {
      each(job, (part) => this.#corrections.set(part, correction));
    }
    for (const job of touched) each(job, (part) => this.#touched.add(part));
    for (const job of unconfirmed) each(job, (part) => this.#unconfirmed.add(part));
  }

  /** Forgets all corrections. */
  clear(): void {
    this.#corrections.clear();
  }

  /**
   * Compares what the log says with the queue.
   *
   * @param table What the log says.
   * @param queue What the queue says.
   * @param arrived The last submission of each job that has an output here.
   * @param hasSettled Whether there was time for what has ended to be told by the log.
   * @returns What is to be done about jobs that are not in the queue.
   */
  compare(
    table: JobTable,
    queue: MapQueue,
    arrived: ReadonlyMap<number, number>,
    hasSettled: boolean,
  ): Comparison {
    const queued = new Map(queue.jobs.map((job) => [job.job, job]));
    const ended: [number, number][] = [];
    const missing: number[] = [];
    for (let job = 0; job < table.states.length; job++) {
      const [state, submission] = [table.states[job] ?? 0, table.submissions[job] ?? 0];
      const isOver = state === JobState.ENDED || state === JobState.REMOVED;
      const found = queued.get(job);
      // A hold that is over may be told of late; one that is not, the next answer confirms.
      const isOldHold = state === JobState.HELD && found && found.state !== JobState.HELD;
      if (this.#touched.has(job) && !isOldHold) continue;
      const isEnding = found?.state === JobState.ENDED;
      if (isEnding && !hasSettled && !isOver) {
        missing.push(job);
        continue;
      }
      if (found && !isEnding && (!isOver || found.submission > submission)) {
        this.#follow(job, { state, submission }, found);
        continue;
      }
      const output = arrived.get(job);
      if (isOver) {
        this.#corrections.delete(job);
        // A later run that the log does not know of.
        if (output !== undefined && output > submission) ended.push([job, output]);
      } else if (!queue.isWhole) continue;
      else if (output !== undefined && output >= submission) ended.push([job, output]);
      else missing.push(job); // what is here is of an earlier run
    }
    for (const [job] of ended) this.#corrections.delete(job);
    this.#unconfirmed = new Set(this.#touched);
    return { ended, missing };
  }

  /**
   * Takes jobs for lost: they may run again.
   *
   * @param table What the log says.
   * @param jobs The jobs.
   */
  lose(table: JobTable, jobs: readonly number[]): void {
    for (const job of jobs) {
      const submission = table.submissions[job] ?? 0;
      const state = JobState.REMOVED;
      this.#corrections.set(job, { submission, state, removal: LOST });
    }
  }

  #follow(
    job: number,
    logged: Correction,
    { submission, state, hold, removal: why }: MapQueue["jobs"][number],
  ): void {
    const isSame = submission === logged.submission;
    // Of a job at work, only the log says how: it begins when its files are there. One that the log knows
    // nothing of, or takes for held, runs.
    const isAtWork = isSame && AT_WORK.includes(logged.state);
    const actual = state ?? (isAtWork ? logged.state : JobState.RUNNING);
    if (isSame && actual === logged.state) this.#corrections.delete(job);
    else {
      const removing = why === undefined ? REMOVING : `${REMOVING}, ${why}`;
      const removal = actual === JobState.REMOVED ? removing : undefined;
      this.#corrections.set(job, { submission, state: actual, hold, removal });
    }
  }
}
