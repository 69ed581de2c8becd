/**
 * Which cluster of HTCondor's is which submission of a map: the log itself says it, whoever made the cluster
 * and however that ended.
 *
 * @module
 */

import { EventType, type JobEvent, submissionOf } from "../events/log.ts";
import { jobCount, type JobRanges } from "../wire/layout.ts";
import type { Submissions } from "./submissions.ts";

/** The clusters that the event log of a map speaks of. */
export class LoggedClusters {
  readonly #submissions: Submissions;
  readonly #known = new Map<number, number>();

  /** @param submissions What each submission is of. */
  constructor(submissions: Submissions) {
    this.#submissions = submissions;
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** @returns Whether the log speaks of a submission. */
  has(submission: number): boolean {
    return this.#known.values().some((one) => one === submission);
  }

  /** The last submission that the log speaks of; -1 if it speaks of none. */
  get last(): number {
    return Math.max(-1, ...this.#known.values());
  }

  /** @returns The clusters with their submissions, as they are kept. */
  toStored(): [id: number, submission: number][] {
    return [...this.#known];
  }

  /** Forgets all of them. */
  clear(): void {
    this.#known.clear();
  }

  /**
   * Finds which submission an event is about.
   *
   * @param event The event.
   * @returns The submission; `undefined` if it is none of the map's.
   */
  submissionOf(event: JobEvent): number | undefined {
    const known = this.#known.get(event.cluster);
    if (event.type !== EventType.SUBMIT && event.type !== EventType.CLUSTER_SUBMIT) return known;
    const submission = submissionOf(event);
    if (submission === undefined || submission === known) return known;
    return this.learn(event.cluster, submission);
  }

  /**
   * Takes a cluster in.
   *
   * @param id The cluster.
   * @param submission The submission that it says it is.
   * @returns That submission; `undefined` if it is none of the map's.
   */
  learn(id: number, submission: number): number | undefined {
    const submitted = this.#submissions.read(submission);
    if (!submitted) return undefined;
    const { layout } = this.#submissions;
    const isBeyond = (of: JobRanges, count: number): boolean => of.some(([, end]) => end > count);
    if (isBeyond(submitted.jobs, jobCount(layout))) return undefined;
    if (isBeyond(submitted.components ?? [], layout.components)) return undefined;
    this.#known.set(id, submission);
    return submission;
  }
}
