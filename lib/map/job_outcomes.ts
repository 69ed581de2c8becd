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
import { chunkOf, jobCount, type JobLayout } from "../wire/layout.ts";
import { componentsWithOutput } from "../store/output_files.ts";
import type { MapPaths } from "../store/paths.ts";
import type { Submissions } from "./submissions.ts";
import { removeSuperseded } from "./superseded.ts";

/** What became of the components of ended jobs. */
export class JobOutcomes {
  /** The jobs whose output file is here. */
  #arrived = new Set<number>();
  /** The failed components of jobs that have any. */
  #failed = new Map<number, ReadonlySet<number>>();
  /** For each job that has been looked at since it ended, one more than which submission of it. */
  #seen: Uint32Array;

  /** Of each job that was run again, the last submission that has brought all of it back. */
  readonly #later = new Map<number, number>();

  /**
   * @param paths The map.
   * @param layout How its components are dealt to jobs.
   * @param submissions Which jobs each submission is of.
   */
  constructor(
    readonly paths: MapPaths,
    readonly layout: JobLayout,
    readonly submissions: Submissions,
  ) {
    this.#seen = new Uint32Array(jobCount(layout));
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
    const [head = job, ...others] = this.submissions.groupOf(job, submission);
    const lines = Deno.readTextFileSync(this.paths.failures(head, submission)).split("\n");
    const listed = lines.filter((line) => /^\d+$/.test(line)).map(Number);
    const isOf = (one: number) => (component: number): boolean => {
      const [first, end] = chunkOf(this.layout, one);
      return component >= first && component < end;
    };
    const failed = new Set(listed.filter(isOf(job)));
    // A file that says nothing of use still says that something failed.
    const isOfUse = [head, ...others].some((one) => listed.some(isOf(one)));
    if (failed.size === 0 && !isOfUse) {
      const [first, end] = chunkOf(this.layout, job);
      for (let component = first; component < end; component++) failed.add(component);
    }
    return failed;
  }

  /** A job that was killed half way has the outputs of the components before. */
  #missingFrom(job: number, submission: number): Set<number> {
    const [first, end] = chunkOf(this.layout, job);
    const head = this.submissions.headOf(job, submission);
    const there = componentsWithOutput(this.paths, head, submission);
    const missing = new Set<number>();
    for (let component = first; component < end; component++) {
      if (!there.has(component)) missing.add(component);
    }
    return missing;
  }
}
