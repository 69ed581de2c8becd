/**
 * The submissions of a map: which of its jobs each is of, and which of them one of HTCondor's jobs runs.
 *
 * @module
 */

import type { MapQueue } from "../backend/backend.ts";
import { procsOf, type SubmittedJobs } from "../wire/layout.ts";
import type { MapPaths } from "../store/paths.ts";
import { readSubmittedJobs } from "./map_files.ts";

/** What is known of a submission. */
interface Known extends SubmittedJobs {
  /** The jobs that run together, by each of them; nothing where each runs alone. */
  readonly groups: ReadonlyMap<number, readonly number[]> | undefined;
}

/** What brought back, or will bring back, the outcome of some jobs, is named after the first: their head. */
export class Submissions {
  readonly #known = new Map<number, Known>();

  /** @param paths The map. */
  constructor(readonly paths: MapPaths) {}

  /**
   * Reads which jobs a submission is of, whatever was known before: a number that HTCondor refused the jobs
   * of is given again.
   *
   * @param submission The submission.
   * @returns The jobs, or `undefined` if there is no such submission.
   * @throws {CorruptData} If the file is not what htmap wrote.
   */
  read(submission: number): SubmittedJobs | undefined {
    const submitted = readSubmittedJobs(this.paths, submission);
    if (!submitted) return undefined;
    const groups = submitted.together === 1 ? undefined : new Map(
      procsOf(submitted).flatMap((group) => group.map((job) => [job, group] as const)),
    );
    this.#known.set(submission, { ...submitted, groups });
    return submitted;
  }

  /**
   * Finds the jobs that one of HTCondor's jobs runs, or has run.
   *
   * @param job One of them.
   * @param submission The submission. Something of it must have run, or wait to.
   * @returns All of them, the head first; none if the submission is not of that job.
   */
  groupOf(job: number, submission: number): readonly number[] {
    const known = this.#of(submission);
    if (known?.groups) return known.groups.get(job) ?? [];
    return known?.jobs.some(([first, end]) => job >= first && job < end) ? [job] : [];
  }

  /** @returns The job that the outcome of a job is named after. */
  headOf(job: number, submission: number): number {
    return this.#of(submission)?.groups?.get(job)?.[0] ?? job;
  }

  #of(submission: number): Known | undefined {
    if (!this.#known.has(submission)) this.read(submission);
    return this.#known.get(submission);
  }

  /**
   * Has a queue name all jobs that HTCondor's run, where those only name the head.
   *
   * @param queue What the queue says.
   * @returns The same of each job.
   */
  wholeQueue(queue: MapQueue): MapQueue {
    const jobs = queue.jobs.flatMap((queued) => {
      const group = this.groupOf(queued.job, queued.submission);
      return group.length > 1 ? group.map((job) => ({ ...queued, job })) : [queued];
    });
    return { ...queue, jobs };
  }
}
