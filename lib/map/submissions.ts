/**
 * The submissions of a map: what each is of, and what one of HTCondor's jobs runs of that.
 *
 * What is known of a map is kept in rows. A row is a job of the map, until components of a job have run
 * without the others: then it is a component.
 *
 * @module
 */

import type { JobFactory, MapQueue } from "../backend/backend.ts";
import {
  componentsOfJob,
  type JobLayout,
  jobOf,
  type JobRanges,
  jobsIn,
  jobsOfProc,
  procsOf,
} from "../wire/layout.ts";
import type { MapPaths } from "../store/paths.ts";
import { readSubmittedJobs, type SubmissionRecord } from "./map_files.ts";

/** What is known of a submission. */
interface Known extends SubmissionRecord {
  /** The rows of each proc; nothing where each runs one job of the map, and all of it. */
  readonly procs: readonly (readonly number[])[] | undefined;
  /** The same, by each of the rows. */
  readonly groups: ReadonlyMap<number, readonly number[]> | undefined;
  /** The same, by the first job of each proc. */
  readonly heads: ReadonlyMap<number, readonly number[]> | undefined;
}

/** What brought back, or will bring back, the outcome of some rows is named after the first job: their head. */
export class Submissions {
  readonly #known = new Map<number, Known>();
  #rows: JobLayout;
  #hasParts = false;

  /**
   * @param paths The map.
   * @param layout How its components are dealt to jobs.
   */
  constructor(readonly paths: MapPaths, readonly layout: JobLayout) {
    this.#rows = layout;
  }

  /** How the map's components are dealt to rows. */
  get rows(): JobLayout {
    return this.#rows;
  }

  /** Whether a row is a component, as it is in any case where a job has one. */
  get areRowsComponents(): boolean {
    return this.#rows.chunk === 1;
  }

  /** Whether a submission is known of some components of a job, and rows are jobs. */
  get mustSplitRows(): boolean {
    return this.#hasParts && !this.areRowsComponents;
  }

  /** Makes each component a row. */
  splitRows(): void {
    this.#rows = { ...this.layout, chunk: 1 };
    this.#known.clear();
  }

  /** @returns The row of a component. */
  rowOf(component: number): number {
    return jobOf(this.#rows, component);
  }

  /**
   * Reads what a submission is of, whatever was known before: a number that HTCondor refused the jobs of is
   * given again.
   *
   * @param submission The submission.
   * @returns What it is of, or `undefined` if there is no such submission.
   * @throws {CorruptData} If the file is not what htmap wrote.
   */
  read(submission: number): SubmissionRecord | undefined {
    const record = readSubmittedJobs(this.paths, submission);
    if (!record) return undefined;
    if (record.components) this.#hasParts = true;
    this.#known.set(submission, { ...record, ...this.#groupsOf(record) });
    return record;
  }

  #groupsOf(record: SubmissionRecord): Pick<Known, "procs" | "groups" | "heads"> {
    const { together, components } = record;
    if (together === 1 && !components) {
      return { procs: undefined, groups: undefined, heads: undefined };
    }
    const jobs = procsOf(record);
    // Whose rows are jobs does not know yet that some of these have components apart.
    const rows = components && !this.areRowsComponents ? undefined : this.#selected(components);
    const procs = jobs.map((group) => rows ? group.flatMap(rows) : []);
    return {
      procs,
      groups: new Map(procs.flatMap((group) => group.map((row) => [row, group] as const))),
      heads: new Map(jobs.map(([head = 0], proc) => [head, procs[proc] ?? []])),
    };
  }

  /** Gives the rows of a job that run, if only some components do. */
  #selected(components: JobRanges | undefined): (job: number) => readonly number[] {
    if (!components) return (job) => this.#rowsOfJob(job);
    const byJob = Map.groupBy(jobsIn(components), (component) => jobOf(this.layout, component));
    return (job) => byJob.get(job) ?? [];
  }

  #rowsOfJob(job: number): readonly number[] {
    if (this.#rows === this.layout) return [job];
    return componentsOfJob(this.layout, job);
  }

  /** @returns The job that a row is, or is of. */
  #jobOfRow(row: number): number {
    return this.#rows === this.layout ? row : jobOf(this.layout, row);
  }

  /** @returns All rows of a submission. */
  rowsOf(submission: number): readonly number[] {
    const known = this.#of(submission);
    if (!known) return [];
    return known.procs?.flat() ?? jobsIn(known.jobs).flatMap((job) => this.#rowsOfJob(job));
  }

  /** @returns The rows that a proc of a submission runs; none if it has no such proc. */
  rowsOfProc(submission: number, proc: number): readonly number[] {
    const known = this.#of(submission);
    if (!known) return [];
    if (known.procs) return known.procs[proc] ?? [];
    const jobs = jobsOfProc(known, proc);
    return this.#rows === this.layout ? jobs : jobs.flatMap((job) => this.#rowsOfJob(job));
  }

  /**
   * Finds the rows that one of HTCondor's jobs runs, or has run.
   *
   * @param row One of them.
   * @param submission The submission. Something of it must have run, or wait to.
   * @returns All of them, in order; none if the submission is not of that row.
   */
  groupOf(row: number, submission: number): readonly number[] {
    const known = this.#of(submission);
    if (known?.groups) return known.groups.get(row) ?? [];
    return this.#groupOfJob(known, this.#jobOfRow(row));
  }

  /** @returns The same, by the job that their outcome is named after. */
  groupOfHead(head: number, submission: number): readonly number[] {
    const known = this.#of(submission);
    return known?.heads ? known.heads.get(head) ?? [] : this.#groupOfJob(known, head);
  }

  #groupOfJob(known: Known | undefined, job: number): readonly number[] {
    const isIts = known?.jobs.some(([first, end]) => job >= first && job < end);
    return isIts ? this.#rowsOfJob(job) : [];
  }

  /** @returns The job that the outcome of a row is named after. */
  headOf(row: number, submission: number): number {
    const [first = row] = this.#of(submission)?.groups?.get(row) ?? [];
    return this.#jobOfRow(first);
  }

  /** @returns The components that one of HTCondor's jobs runs together with a component, in order. */
  componentsWith(component: number, submission: number): number[] {
    const row = this.rowOf(component);
    const group = this.groupOf(row, submission);
    // Of a submission that is not known, as of a map that has lost files, all of the job may have run.
    const rows = group.length > 0 ? group : this.#rowsOfJob(this.#jobOfRow(row));
    return rows.flatMap((one) => componentsOfJob(this.#rows, one));
  }

  /** @returns The version of the map that a submission runs. */
  versionOf(submission: number): number {
    return this.#of(submission)?.version ?? 1;
  }

  #of(submission: number): Known | undefined {
    if (!this.#known.has(submission)) this.read(submission);
    return this.#known.get(submission);
  }

  /**
   * Has a queue name all rows that HTCondor's jobs run, where those only name the head.
   *
   * @param queue What the queue says.
   * @returns The same of each row.
   */
  wholeQueue(queue: MapQueue): MapQueue {
    const jobs = queue.jobs.flatMap((queued) => {
      const group = this.groupOfHead(queued.job, queued.submission);
      // What is of no submission that is known is of the row that it says.
      const rows = group.length > 0 ? group : this.#rowsOfJob(queued.job);
      return rows.map((row) => ({ ...queued, job: row }));
    });
    return { ...queue, jobs };
  }

  /**
   * Finds the rows that HTCondor has still to make jobs of.
   *
   * @param factories How far it is with each submission.
   * @returns The rows.
   */
  coming(factories: readonly JobFactory[]): Set<number> {
    return new Set(
      factories.flatMap(({ submission, made }) => {
        const known = this.#of(submission);
        if (!known) return [];
        if (known.procs) return known.procs.slice(made).flat();
        return jobsIn(known.jobs).slice(made).flatMap((job) => this.#rowsOfJob(job));
      }),
    );
  }
}
