/**
 * The state of a map: what its event log and its output directory say, read piece by piece, and what the
 * queue says where the log is silent.
 *
 * The log is read from where the last reading ended. It is evidence, not the truth: events are lost, on a
 * full disk, in a directory that was moved, in a file that was cut. So what it leaves open is compared
 * with the queue and the outputs (see `asking.ts`). What was worked out is kept beside the map, so that
 * another process need not read a long log again.
 *
 * @module
 */

import type { JobFactory, MapQueue } from "../backend/backend.ts";
import { ComponentStatus } from "../base/component_status.ts";
import { MapWasRemoved } from "../base/errors.ts";
import { isThere, removeTree } from "../base/files.ts";
import { JobState, JobTable } from "../events/job_table.ts";
import {
  EventType,
  type HoldReason,
  type JobEvent,
  OF_CLUSTER,
  submissionOf,
} from "../events/log.ts";
import type { MapPaths } from "../store/paths.ts";
import {
  chunkOf,
  jobCount,
  type JobLayout,
  jobOf,
  jobsIn,
  jobsOfProc,
  type SubmittedJobs,
} from "../wire/layout.ts";
import { JobOutcomes } from "./job_outcomes.ts";
import { LogReader } from "./log_reader.ts";
import { warnOfLostLog } from "./lost_log.ts";
import { comingFrom } from "./map_files.ts";
import { keepState, readState } from "./stored_state.ts";
import { QueueCorrections } from "./queue_corrections.ts";
import { SeenHolds } from "./seen_holds.ts";
import { Submissions } from "./submissions.ts";
import { DirectoryWatcher } from "./watch.ts";

/** The state is kept again after this much more of the log, in bytes. */
const KEEP_AFTER = 256 * 1024;

/** What the components of a job are by the state of the job; of one that has ended, its output tells. */
const STATUSES: Readonly<Record<number, ComponentStatus>> = {
  [JobState.UNMATERIALIZED]: ComponentStatus.UNMATERIALIZED,
  [JobState.IDLE]: ComponentStatus.IDLE,
  [JobState.RUNNING]: ComponentStatus.RUNNING,
  [JobState.SUSPENDED]: ComponentStatus.SUSPENDED,
  [JobState.HELD]: ComponentStatus.HELD,
  [JobState.REMOVED]: ComponentStatus.REMOVED,
};

/** What HTCondor knows by a cluster's id. */
interface Cluster {
  readonly submission: number;
  /** The jobs each proc runs. */
  readonly submitted: SubmittedJobs;
}

/** What a map is known by, whatever state it is in. */
export interface MapIdentity {
  /** The map's tag, which may change. */
  readonly tag: string;
  readonly paths: MapPaths;
  /** How its components are dealt to jobs. */
  readonly layout: JobLayout;
}

/** The state of one map. */
export class MapState {
  #jobs: JobTable;
  #clusters = new Map<number, Cluster>();
  #log: LogReader;
  #keptOffset = 0;
  #isOpen = false;
  #outcomes: JobOutcomes;
  #corrections = new QueueCorrections();
  #seenHolds = new SeenHolds();
  #refreshing: Promise<boolean> | undefined;
  #refreshAgain: Promise<boolean> | undefined;
  #hasWarned = false;

  /** Which jobs each submission is of. */
  readonly submissions: Submissions;
  /** Tells when there may be something to refresh. */
  readonly watcher: DirectoryWatcher;

  /** Whether there are jobs without an output that no queue has. */
  #hasLost = false;

  constructor(readonly map: MapIdentity) {
    this.#jobs = new JobTable(jobCount(map.layout));
    this.submissions = new Submissions(map.paths);
    this.#outcomes = new JobOutcomes(map.paths, map.layout, this.submissions);
    this.#log = new LogReader(map.paths.events);
    this.watcher = new DirectoryWatcher(map.paths.root);
  }

  /** What the log says of each job. */
  get jobs(): JobTable {
    return this.#jobs;
  }

  /**
   * Reads what has been added to the event log.
   *
   * @returns Whether there was anything new.
   * @throws {MapWasRemoved} If the map's directory is gone.
   */
  refresh(): Promise<boolean> {
    // Two readings at once would each take in the same events. One that is under way may have missed
    // what its caller knows of, so another follows it; all who come meanwhile share that one.
    if (!this.#refreshing) {
      return this.#refreshing = this.#refresh().finally(() => this.#refreshing = undefined);
    }
    return this.#refreshAgain ??= this.#refreshing.catch(() => false).then(() => {
      this.#refreshAgain = undefined;
      return this.refresh();
    });
  }

  async #refresh(): Promise<boolean> {
    try {
      return await this.#read();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // Whoever removes the map takes its directory away at once, at any moment of a reading.
      if (!isThere(this.map.paths.root)) throw new MapWasRemoved(this.map.tag);
      return await this.#read(); // only the log went away
    }
  }

  async #read(): Promise<boolean> {
    if (!this.#isOpen) await this.#open();
    const size = this.#logSize();
    if (size < this.#log.offset) await this.#startOver(); // the log was replaced
    const isNew = size !== this.#log.offset;
    const changed = isNew && await this.#log.read(size, (events) => this.#takeIn(events));
    const found = this.#recover();
    if (isNew || found) this.#outcomes.update(this.#jobs);
    this.#seenHolds.note(this.map, this.#jobs.holds);
    if (this.#log.offset - this.#keptOffset >= KEEP_AFTER) await this.keep();
    return changed || found;
  }

  /**
   * Takes for ended what the log says nothing of, or nothing of its last run, and whose output is here:
   * that can be known though no queue can be asked.
   *
   * @returns Whether there are such jobs.
   */
  #recover(): boolean {
    const isBegun = this.#clusters.values().some(({ submission }) => submission === 0);
    if (isBegun && !this.hasUnloggedSubmission) return false;
    const ended = [...this.#arrived()].filter(([job, submission]) => {
      const state = this.#jobs.states[job];
      if (state === JobState.UNMATERIALIZED) return !isBegun;
      const isOver = state === JobState.ENDED || state === JobState.REMOVED;
      return isOver && submission > (this.#jobs.submissions[job] ?? 0);
    });
    this.#end(ended);
    return ended.length > 0;
  }

  #end(jobs: readonly (readonly [job: number, submission: number])[]): void {
    for (const [job, submission] of jobs) this.#jobs.recover(job, submission);
    if (jobs.length === 0 || this.#hasWarned) return;
    this.#hasWarned = true;
    warnOfLostLog(this.map, jobs.length);
  }

  /** Notes that the queue is about to be asked, for {@linkcode compare}. */
  expectQueue(): void {
    this.#corrections.begin();
  }

  /**
   * Compares the log with what the queue says, and with the outputs that are here.
   *
   * @param queue What the queue said since {@linkcode expectQueue}.
   * @param hasSettled Whether that was some time ago.
   * @returns The jobs that should wait or run, and are in no queue. They may have ended just now: let things
   *   settle, and look again before they are taken for lost.
   * @throws {MapWasRemoved} If the map's directory is gone.
   */
  async compare(queue: MapQueue, hasSettled: boolean): Promise<readonly number[]> {
    await this.refresh();
    const arrived = this.#arrived();
    const table = this.#jobs;
    const whole = this.submissions.wholeQueue(queue);
    const { ended, missing } = this.#corrections.compare(table, whole, arrived, hasSettled);
    this.#end(ended);
    this.#outcomes.update(this.#jobs);
    return missing;
  }

  /**
   * Takes jobs for lost that are in no queue and have no output: they may run again.
   *
   * @param jobs The jobs, as {@linkcode compare} gave them.
   * @param factories Submissions that are still being made into jobs: theirs are not lost.
   */
  lose(jobs: readonly number[], factories: readonly JobFactory[]): void {
    const coming = comingFrom(factories, this.map.paths);
    const lost = jobs.filter((job) => !coming.has(job));
    this.#hasLost = lost.length > 0;
    this.#corrections.lose(this.#jobs, lost);
  }

  /** Whether nobody can tell what some of its jobs did: no queue has them, and the log speaks of none. */
  get isUnknowable(): boolean {
    return this.#hasLost && this.#clusters.size === 0;
  }

  /** Whether there is a submission that the log says nothing of. */
  get hasUnloggedSubmission(): boolean {
    const last = Math.max(-1, ...this.#clusters.values().map(({ submission }) => submission));
    return isThere(this.map.paths.submittedJobs(last + 1));
  }

  /** Whether the log tells of a hold since the queue was asked last: it may be over by now. */
  get hasFreshHold(): boolean {
    return this.#jobs.holds.keys().some((job) => this.#corrections.hasHeardOf(job));
  }

  /**
   * Whether what is known may have changed without a word of the log: jobs are run again, what the queue
   * said in place of the log is over, or a hold is.
   */
  get isInDoubt(): boolean {
    return this.hasUnloggedSubmission || !this.#corrections.isEmpty || this.hasFreshHold;
  }

  /** Whether some job waits or runs, as far as is known. */
  get hasWork(): boolean {
    return this.#jobs.states.some((_, job) => {
      const state = this.#stateOf(job);
      return state !== JobState.ENDED && state !== JobState.REMOVED;
    });
  }

  #stateOf(job: number): number {
    return this.#corrections.of(job)?.state ?? this.#jobs.states[job] ?? JobState.UNKNOWN;
  }

  /** @returns The state of a component as of the last refresh. */
  statusOf(component: number): ComponentStatus {
    const job = jobOf(this.map.layout, component);
    const state = this.#stateOf(job);
    if (state !== JobState.ENDED) return STATUSES[state] ?? ComponentStatus.UNKNOWN;
    return this.#outcomes.succeeded(job, component)
      ? ComponentStatus.COMPLETED
      : ComponentStatus.ERRORED;
  }

  /** @returns Which submission of the map a component was last part of, counted from 0. */
  submissionOf(component: number): number {
    const job = jobOf(this.map.layout, component);
    return this.#corrections.of(job)?.submission ?? this.#jobs.submissions[job] ?? 0;
  }

  /** @returns Why a component is held, if it is and that is known. */
  holdOf(component: number): HoldReason | undefined {
    const job = jobOf(this.map.layout, component);
    return this.#corrections.of(job)?.hold ?? this.#jobs.holds.get(job);
  }

  /** @returns Why the job of a component was removed, if it was and that is known. */
  removalOf(component: number): string | undefined {
    const job = jobOf(this.map.layout, component);
    return this.#corrections.of(job)?.removal ?? (this.#jobs.removals.get(job) || undefined);
  }

  /** @returns The state of every component as of the last refresh. */
  statuses(): ComponentStatus[] {
    return Array.from(
      { length: this.map.layout.components },
      (_, component) => this.statusOf(component),
    );
  }

  /** @returns How many components are in each state as of the last refresh. */
  counts(): Map<ComponentStatus, number> {
    const counts = new Map<ComponentStatus, number>();
    for (let component = 0; component < this.map.layout.components; component++) {
      const status = this.statusOf(component);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    return counts;
  }

  /** @returns The components that jobs in the given state run. */
  componentsIn(jobState: number): number[] {
    const components: number[] = [];
    this.#jobs.states.forEach((_, job) => {
      if (this.#stateOf(job) !== jobState) return;
      const [first, end] = chunkOf(this.map.layout, job);
      for (let component = first; component < end; component++) components.push(component);
    });
    return components;
  }

  /** Keeps the state on disk for the next process. */
  async keep(): Promise<void> {
    const { offset } = this.#log;
    const clusters = [...this.#clusters].map(([id, { submission }]) => [id, submission] as const);
    const state = { offset, clusters, jobs: this.#jobs.toStored() };
    if (await keepState(this.map.paths.state, state)) this.#keptOffset = offset;
  }

  async #open(): Promise<void> {
    this.#isOpen = true;
    const stored = await readState(this.map.paths.state, jobCount(this.map.layout));
    if (!stored || stored.offset > this.#logSize()) return;
    for (const [id, submission] of stored.clusters) this.#learn(id, submission);
    this.#jobs = new JobTable(jobCount(this.map.layout), stored.jobs);
    this.#log.offset = this.#keptOffset = stored.offset;
    this.#outcomes.update(this.#jobs);
  }

  #logSize(): number {
    const size = this.#log.size();
    if (size === undefined && !isThere(this.map.paths.root)) throw new MapWasRemoved(this.map.tag);
    return size ?? 0; // nothing has happened yet, or the log is lost
  }

  #takeIn(events: readonly JobEvent[]): void {
    for (const event of events) {
      const cluster = this.#clusterOf(event);
      if (!cluster) continue;
      const { submission } = cluster;
      // Below that are what HTCondor transfers the common files of jobs with, and none of the jobs.
      if (event.proc < OF_CLUSTER) continue;
      const isOfAll = event.proc === OF_CLUSTER;
      const jobs = isOfAll
        ? jobsIn(cluster.submitted.jobs)
        : jobsOfProc(cluster.submitted, event.proc);
      if (isOfAll) this.#jobs.applyToAll(jobs, submission, event);
      for (const job of jobs) {
        if (!isOfAll) this.#jobs.apply(job, submission, event);
        this.#corrections.heard(job, submission);
      }
    }
  }

  /** The log itself says which cluster is which submission, whoever made it and however that ended. */
  #clusterOf(event: JobEvent): Cluster | undefined {
    const known = this.#clusters.get(event.cluster);
    if (event.type !== EventType.SUBMIT && event.type !== EventType.CLUSTER_SUBMIT) return known;
    const submission = submissionOf(event);
    if (submission === undefined || submission === known?.submission) return known;
    return this.#learn(event.cluster, submission);
  }

  /** The last submission of each job that has an output here. */
  #arrived(): Map<number, number> {
    const arrived = new Map<number, number>();
    for (const { number: head, submission } of this.#outcomes.list()) {
      for (const job of this.submissions.groupOf(head, submission)) {
        // The last submission comes first.
        if (!arrived.has(job)) arrived.set(job, submission);
      }
    }
    return arrived;
  }

  #learn(id: number, submission: number): Cluster | undefined {
    const submitted = this.submissions.read(submission);
    const all = jobCount(this.map.layout);
    if (!submitted || submitted.jobs.some(([, end]) => end > all)) return undefined; // not this map's
    const cluster = { submission, submitted };
    this.#clusters.set(id, cluster);
    return cluster;
  }

  async #startOver(): Promise<void> {
    this.#clusters.clear();
    this.#jobs = new JobTable(jobCount(this.map.layout));
    this.#outcomes = new JobOutcomes(this.map.paths, this.map.layout, this.submissions);
    this.#corrections.clear();
    this.#log = new LogReader(this.map.paths.events);
    this.#keptOffset = 0;
    await removeTree(this.map.paths.state);
  }
}
