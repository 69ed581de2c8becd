/**
 * Which components of ended jobs have an output, and which failed.
 *
 * One listing of the output directory tells for all jobs: a job that failed in some component has a
 * `.err` file that names it beside its `.out` file.
 *
 * @module
 */

import { JobState, type JobTable } from "./job_table.ts";
import { chunkOf, type JobLayout } from "./jobs.ts";
import { componentsWithOutput } from "./outputs.ts";
import type { MapPaths } from "./paths.ts";

/** What became of the components of ended jobs. */
export class JobOutcomes {
  /** The jobs whose output file is here. */
  #arrived = new Set<number>();
  /** The failed components of jobs that have any. */
  #failed = new Map<number, ReadonlySet<number>>();
  /** The jobs that have been looked at since they ended. */
  #seen: Uint8Array;

  constructor(readonly paths: MapPaths, readonly layout: JobLayout) {
    this.#seen = new Uint8Array(Math.ceil(layout.components / layout.chunk));
  }

  /**
   * Looks at the outputs of jobs that have ended since the last time.
   *
   * @param jobs The jobs' states.
   */
  update(jobs: JobTable): void {
    const ended: number[] = [];
    for (let job = 0; job < jobs.states.length; job++) {
      if (jobs.states[job] === JobState.ENDED) {
        if (this.#seen[job] === 0) ended.push(job);
      } else if (this.#seen[job] === 1) this.#forget(job);
    }
    if (ended.length === 0) return;
    const { outputs, failures } = this.#list();
    for (const job of ended) {
      this.#seen[job] = 1;
      if (outputs.has(job)) this.#arrived.add(job);
      if (failures.has(job)) this.#failed.set(job, this.#failuresOf(job));
      else if (jobs.abnormalEnds.has(job) && outputs.has(job)) {
        this.#failed.set(job, this.#missingFrom(job));
      }
    }
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

  #list(): { outputs: Set<number>; failures: Set<number> } {
    const outputs = new Set<number>();
    const failures = new Set<number>();
    for (const { name } of Deno.readDirSync(this.paths.outputs)) {
      // The names come from execute nodes: only those of this form mean anything.
      const [, job, kind] = /^(0|[1-9]\d{0,14})\.(out|err)$/.exec(name) ?? [];
      if (job !== undefined) (kind === "out" ? outputs : failures).add(Number(job));
    }
    return { outputs, failures };
  }

  #failuresOf(job: number): Set<number> {
    const [first, end] = chunkOf(this.layout, job);
    const lines = Deno.readTextFileSync(this.paths.failures(job)).split("\n");
    const listed = lines.filter((line) => /^\d+$/.test(line)).map(Number);
    const failed = new Set(listed.filter((component) => component >= first && component < end));
    // A file that says nothing of use still says that something failed.
    if (failed.size === 0) {
      for (let component = first; component < end; component++) failed.add(component);
    }
    return failed;
  }

  /** A job that was killed half way has the outputs of the components before. */
  #missingFrom(job: number): Set<number> {
    const [first, end] = chunkOf(this.layout, job);
    const there = componentsWithOutput(this.paths, job);
    const missing = new Set<number>();
    for (let component = first; component < end; component++) {
      if (!there.has(component)) missing.add(component);
    }
    return missing;
  }
}
