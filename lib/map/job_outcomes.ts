/**
 * Which components of ended jobs have an output, and which failed.
 *
 * One listing of the output directory tells for all jobs: a job that failed in some component has a
 * `.err` file that names it beside its `.out` file.
 *
 * @module
 */

import { failuresFile, outputFile, parseOutputName } from "../wire/names.ts";
import { JobState, type JobTable } from "../events/job_table.ts";
import { componentsOfJob, jobCount } from "../wire/layout.ts";
import { componentsWithOutput } from "../store/output_files.ts";
import type { MapPaths } from "../store/paths.ts";
import type { Submissions } from "./submissions.ts";
import { removeSpentAttempts } from "./spent_attempts.ts";
import { removeSuperseded } from "./superseded.ts";

/** What became of the components of ended jobs: of each row of the map, as `Submissions` has them. */
export class JobOutcomes {
  /** The jobs whose output file is here. */
  #arrived = new Set<number>();
  /** The failed components of jobs that have any. */
  #failed = new Map<number, ReadonlySet<number>>();
  /** For each job that has been looked at since it ended, one more than which submission of it. */
  #seen: Uint32Array;
  /** What was read during an update, by the names of the files: rows of one job share them. */
  readonly #read = new Map<string, ReadonlySet<number>>();

  /** Of each job that was run again, the last submission that has brought all of it back. */
  readonly #later = new Map<number, number>();

  /**
   * @param paths The map.
   * @param submissions What each submission is of.
   */
  constructor(readonly paths: MapPaths, readonly submissions: Submissions) {
    this.#seen = new Uint32Array(jobCount(submissions.rows));
  }

  /**
   * Looks at the outputs of jobs that have ended since the last time.
   *
   * @param jobs The jobs' states.
   */
  update(jobs: JobTable): void {
    const ended: number[] = [];
    for (let job = 0; job < jobs.states.length; job++) {
      const wanted = jobs.states[job] === JobState.ENDED ? jobs.submissions[job]! + 1 : 0;
      if (this.#seen[job] === wanted) continue;
      if (this.#seen[job] !== 0) this.#forget(job);
      if (wanted !== 0) ended.push(job);
    }
    if (ended.length === 0) return;
    const outputs = this.#list();
    let isSuperseding = false;
    for (const job of ended) {
      const submission = jobs.submissions[job]!;
      this.#seen[job] = submission + 1;
      const head = this.submissions.headOf(job, submission);
      const arrived = outputs.has(outputFile(head, submission));
      if (arrived) this.#arrived.add(job);
      const failed = outputs.has(failuresFile(head, submission))
        ? this.#failuresOf(job, submission)
        : undefined;
      const missing = arrived && jobs.abnormalEnds.has(job)
        ? this.#missingFrom(job, submission)
        : undefined;
      if (failed || missing) this.#failed.set(job, new Set([...failed ?? [], ...missing ?? []]));
      if (submission === 0 || !arrived || missing?.size) continue;
      this.#later.set(job, submission);
      isSuperseding = true;
    }
    this.#read.clear();
    removeSpentAttempts(this, jobs);
    // Until now, what they brought back before was the best there was.
    if (isSuperseding) removeSuperseded(this, this.#later);
  }

  /** @returns Whether a component of an ended job has a result. */
  succeeded(job: number, component: number): boolean {
    return this.#arrived.has(job) && !this.#failed.get(job)?.has(component);
  }

  #forget(job: number): void {
    this.#seen[job] = 0;
    this.#arrived.delete(job);
    this.#failed.delete(job);
  }

  /** Lists the jobs whose output file is here, each with the submission that brought it back, the last first. */
  list(): { number: number; submission: number }[] {
    return [...this.#list()].flatMap((name) =>
      name.endsWith(".out") ? parseOutputName(name) ?? [] : []
    )
      .sort((a, b) => b.submission - a.submission);
  }

  /** The names come from execute nodes: they are only compared with those that are looked for. */
  #list(): Set<string> {
    const names = new Set<string>();
    try {
      for (const { name } of Deno.readDirSync(this.paths.outputs)) names.add(name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // what was in it is lost, and only that
    }
    return names;
  }

  #failuresOf(job: number, submission: number): Set<number> {
    const head = this.submissions.headOf(job, submission);
    const listed = this.#once(this.paths.failures(head, submission), (path) => {
      const lines = Deno.readTextFileSync(path).split("\n");
      const failed = new Set(lines.filter((line) => /^\d+$/.test(line)).map(Number));
      const group = this.submissions.groupOf(job, submission);
      const all = new Set(group.flatMap((one) => this.#componentsOf(one)));
      // A file that says nothing of use still says that something failed.
      return failed.isDisjointFrom(all) ? all : failed;
    });
    return new Set(this.#componentsOf(job).filter((component) => listed.has(component)));
  }

  /** A job that was killed half way has the outputs of the components before. */
  #missingFrom(job: number, submission: number): Set<number> {
    const head = this.submissions.headOf(job, submission);
    const there = this.#once(
      this.paths.output(head, submission),
      () => componentsWithOutput(this.paths, head, submission),
    );
    return new Set(this.#componentsOf(job).filter((component) => !there.has(component)));
  }

  #componentsOf(job: number): number[] {
    return componentsOfJob(this.submissions.rows, job);
  }

  #once(path: string, read: (path: string) => ReadonlySet<number>): ReadonlySet<number> {
    const known = this.#read.get(path);
    if (known) return known;
    const found = read(path);
    this.#read.set(path, found);
    return found;
  }
}
