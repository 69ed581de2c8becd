/**
 * The jobs of a local map that are in the queue, and the runs of those that run.
 *
 * @module
 */

import type { MapPaths } from "../../store/map_paths.ts";
import type { AppendedFile } from "../../events/appended_file.ts";
import {
  type EventLog,
  eventText,
  type Happening,
  type JobId,
  type MemoryOfRun,
  type ProcessEnd,
} from "../../events/writer.ts";
import { jobName, journalLine } from "./journal.ts";
import { Machine } from "./machine.ts";
import { LocalRun, type RunEnd } from "./run.ts";
import { HoldCode } from "./hold.ts";
import { type LocalSubmission, memoryFor, valueFor, whatRunsIn } from "./cluster.ts";

/** What is to become of a job once its run has been stopped. */
export type AfterStop =
  | { readonly become: "idle" }
  | { readonly become: "held"; readonly reason: string }
  | { readonly become: "removed"; readonly reason: string };

/** A job in the queue. */
export interface QueuedJob extends JobId {
  readonly submission: LocalSubmission;
  readonly cpus: number;
  /** The memory it asks for, in MB, if it asks for any. */
  memory: number | undefined;
  state: "idle" | "running" | "suspended" | "held";
  /** How many of its attempts have failed. */
  failed: number;
  /** Its run, and the end of that, if it runs. */
  active?: { readonly run: LocalRun; readonly over: Promise<void> };
  /** What becomes of it when its run has been stopped. */
  after?: AfterStop;
}

/** What the queue of a map works with. */
export interface QueueContext {
  readonly paths: MapPaths;
  /** Where to note what happens. */
  readonly log: EventLog;
  /** Where to note what has become of a job, in case that the log is lost. */
  readonly journal: AppendedFile;
  /** Called each time a run is over: there is room for others, which {@linkcode LocalQueue.start} fills. */
  onEnd(): void;
}

/** The queue of a map. */
export class LocalQueue {
  #jobs = new Map<string, QueuedJob>();
  #active = new Set<QueuedJob>();
  #machine = new Machine();
  #isClosed = false;

  #context: QueueContext;

  /** @param context The map, and where to note what happens. */
  constructor(context: QueueContext) {
    this.#context = context;
  }

  /** The jobs in the queue, in order of submission. */
  get jobs(): IterableIterator<QueuedJob> {
    return this.#jobs.values();
  }

  /** The jobs that have a run. */
  get activeJobs(): readonly QueuedJob[] {
    return [...this.#active];
  }

  /** Whether there is nothing to do until someone asks for something: no job runs, none waits to. */
  get isQuiet(): boolean {
    if (this.#active.size > 0) return false;
    for (const job of this.#jobs.values()) if (job.state === "idle") return false;
    return true;
  }

  /**
   * Adds a job.
   *
   * @param id The job.
   * @param submission What it belongs to.
   * @param standing Whether it waits to run, or is held, and how many of its attempts have failed.
   */
  enqueue(
    id: JobId,
    submission: LocalSubmission,
    standing: { readonly state: "idle" | "held"; readonly failed: number },
  ): void {
    const cpus = valueFor(submission.cpus, id.proc) ?? 1;
    const memory = memoryFor(submission, id.proc);
    this.#jobs.set(jobName(id.cluster, id.proc), { ...id, submission, cpus, memory, ...standing });
  }

  /**
   * Changes what the jobs of a cluster ask for. Those that run keep what they have.
   *
   * @param cluster The cluster.
   * @param submission What it belongs to, as it is now.
   */
  edit(cluster: number, submission: LocalSubmission): void {
    for (const job of this.#jobs.values()) {
      if (job.cluster === cluster) job.memory = memoryFor(submission, job.proc);
    }
  }

  /** Starts as many jobs as there is room for, in order: a large one is not passed by small ones. */
  start(): void {
    if (this.#isClosed) return;
    for (const job of this.#jobs.values()) {
      if (job.state !== "idle" || job.active) continue;
      const slot = this.#machine.take(job.cpus, job.memory);
      if (slot === undefined) return;
      this.#startIn(slot, job);
    }
  }

  /** Starts no more jobs. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * Stops a job's run, if it has one.
   *
   * @param job The job.
   * @param after What is to become of it, unless it ends by itself first.
   * @param grace How long it has to end by itself, in milliseconds.
   * @returns Resolves when the run is over and noted.
   */
  async stop(job: QueuedJob, after: AfterStop, grace?: number): Promise<void> {
    if (!job.active) return;
    job.after ??= after;
    job.active.run.stop(grace);
    await job.active.over;
  }

  /**
   * Takes all jobs out of the run: those that run are stopped.
   *
   * @param after What is to become of them.
   */
  async stopAll(after: AfterStop): Promise<void> {
    this.#changeWaiting(after);
    await Promise.all(this.activeJobs.map((job) => this.stop(job, after)));
    this.#changeWaiting(after); // those whose run was over already, but not tidied up after
  }

  /** Suspends the jobs that run. */
  async suspend(): Promise<void> {
    await Promise.all(this.activeJobs.map((job) => job.active?.run.started));
    for (const job of this.#active) {
      if (job.state !== "running") continue;
      const processes = job.active?.run.suspend() ?? 0;
      if (processes === 0) continue;
      job.state = "suspended";
      this.#note(job, { event: "suspended", processes });
    }
  }

  /** Lets the suspended jobs go on. */
  resume(): void {
    for (const job of this.#active) {
      if (job.state !== "suspended") continue;
      job.active?.run.resume();
      job.state = "running";
      this.#note(job, { event: "unsuspended" });
    }
  }

  /**
   * Lets held jobs wait to be run again.
   *
   * @param reason Why.
   */
  release(reason: string): void {
    const events: string[] = [];
    const released = [...this.#jobs.values()].filter(({ state }) => state === "held");
    for (const job of released) {
      job.state = "idle";
      events.push(eventText(job, { event: "released", reason }));
    }
    this.#context.log.add(events.join(""));
    this.#keep(released);
  }

  #startIn(slot: number, job: QueuedJob): void {
    const name = `slot1_${slot}@${Deno.hostname()}`;
    const what = whatRunsIn(job.submission, job.proc);
    const { cluster, proc, submission, cpus, failed } = job;
    const given = this.#machine.memoryOf(slot);
    const memory = { asked: job.memory ?? given, given };
    const run = new LocalRun({
      paths: this.#context.paths,
      cluster,
      proc,
      submission,
      failed,
      cpus,
      memory: given,
      machineMemory: this.#machine.memory,
      what,
      slot: name,
    });
    job.state = "running";
    this.#active.add(job);
    const over = run.run({
      onStart: () =>
        this.#note(job, {
          event: "executing",
          slot: name,
          scratch: run.scratch,
          cpus,
          memory: given,
        }),
      onGrowth: () => this.#note(job, { event: "image size", memory: run.memory }),
    }).then((end) => {
      this.#end(job, run, end, memory);
      run.cleanUp(this.#has(job));
      this.#machine.free(slot);
      delete job.active;
      delete job.after;
      this.#active.delete(job);
      this.#context.onEnd();
    });
    job.active = { run, over };
  }

  #end(job: QueuedJob, run: LocalRun, end: RunEnd, memory: MemoryOfRun): void {
    const events: Happening[] = [];
    if (run.memory > 0) events.push({ event: "image size", memory: run.memory });
    const { after = { become: "idle" } } = job;
    delete job.after;
    const runsAgain = end.kind === "ended" && isFailure(end.end) &&
      job.failed < (job.submission.retries ?? 0);
    if (end.kind === "ended" && runsAgain) {
      job.failed++;
      events.push({ event: "requeued", end: end.end, time: run.time });
      events.push(...this.#change(job, after));
    } else if (end.kind === "ended") {
      events.push({ event: "terminated", end: end.end, time: run.time, memory });
      this.#forget(job);
    } else if (end.kind === "held") {
      const { code, subcode, message: reason } = end.hold;
      events.push({ event: "evicted", time: run.time, reason });
      events.push({ event: "held", code, subcode, reason });
      job.state = "held";
    } else {
      if (run.hasStarted) events.push({ event: "evicted", time: run.time });
      events.push(...this.#change(job, after));
    }
    this.#context.log.add(events.map((event) => eventText(job, event)).join(""));
    if (runsAgain) this.#context.journal.add(journalLine(job.cluster, job.proc, "failed"));
    this.#keep([job]);
  }

  #changeWaiting(after: AfterStop): void {
    const events: string[] = [];
    const waiting = [...this.#jobs.values()].filter((job) =>
      !job.active && job.state !== after.become
    );
    for (const job of waiting) {
      for (const event of this.#change(job, after)) events.push(eventText(job, event));
    }
    this.#context.log.add(events.join(""));
    this.#keep(waiting);
  }

  #change(job: QueuedJob, after: AfterStop): Happening[] {
    switch (after.become) {
      case "idle":
        job.state = "idle";
        return [];
      case "held":
        job.state = "held";
        return [{ event: "held", code: HoldCode.USER_REQUEST, subcode: 0, reason: after.reason }];
      case "removed":
        this.#forget(job);
        return [{ event: "aborted", reason: after.reason }];
    }
  }

  #forget(job: JobId): void {
    this.#jobs.delete(jobName(job.cluster, job.proc));
  }

  #has({ cluster, proc }: JobId): boolean {
    return this.#jobs.has(jobName(cluster, proc));
  }

  /** Notes in the journal where jobs stand now. */
  #keep(jobs: readonly QueuedJob[]): void {
    const lines = jobs.map((job) => {
      const standing = !this.#has(job) ? "gone" : job.state === "held" ? "held" : "idle";
      return journalLine(job.cluster, job.proc, standing);
    });
    if (lines.length > 0) this.#context.journal.add(lines.join(""));
  }

  #note(job: JobId, happening: Happening): void {
    this.#context.log.add(eventText(job, happening));
  }
}

function isFailure({ exitCode, signal }: ProcessEnd): boolean {
  return signal !== undefined || exitCode !== 0;
}
