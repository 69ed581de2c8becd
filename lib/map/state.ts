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
import { type HoldReason, type JobEvent, OF_CLUSTER } from "../events/log.ts";
import type { MapPaths } from "../store/paths.ts";
import { chunkOf, componentsOfJob, jobCount, type JobLayout } from "../wire/layout.ts";
import { inUsersWords } from "./hold_words.ts";
import { JobOutcomes } from "./job_outcomes.ts";
import { LoggedClusters } from "./logged_clusters.ts";
import { LogReader } from "./log_reader.ts";
import { warnOfLostLog } from "./lost_log.ts";
import { keepState, readState } from "./stored_state.ts";
import { QueueCorrections } from "./queue_corrections.ts";
import { SeenHolds, type ToldHold } from "./seen_holds.ts";
import { Submissions } from "./submissions.ts";
import { DirectoryWatcher } from "./watch.ts";

/**
 * The state is kept again after this much more of the log, in bytes: little enough that the next process
 * reads it in no time, and the more the larger the state is.
 */
const KEEP_AFTER = 16 * 1024;
const KEEP_AFTER_OF_ROW = 32;

/** What the components of a job are by the state of the job; of one that has ended, its output tells. */
const STATUSES: Readonly<Record<number, ComponentStatus>> = {
  [JobState.UNMATERIALIZED]: ComponentStatus.UNMATERIALIZED,
  [JobState.IDLE]: ComponentStatus.IDLE,
  [JobState.RUNNING]: ComponentStatus.RUNNING,
  [JobState.SUSPENDED]: ComponentStatus.SUSPENDED,
  [JobState.HELD]: ComponentStatus.HELD,
  [JobState.REMOVED]: ComponentStatus.REMOVED,
};

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
  readonly #clusters: LoggedClusters;
  #log: LogReader;
  #keptOffset = 0;
  #isOpen = false;
  #outcomes: JobOutcomes;
  #corrections = new QueueCorrections();
  #seenHolds = new SeenHolds();
  #refreshing: Promise<boolean> | undefined;
  #refreshAgain: Promise<boolean> | undefined;
  #hasWarned = false;

  /** What each submission is of. */
  readonly submissions: Submissions;
  /** Tells when there may be something to refresh. */
  readonly watcher: DirectoryWatcher;

  /** Whether there are jobs without an output that no queue has. */
  #hasLost = false;

  constructor(readonly map: MapIdentity) {
    this.#jobs = new JobTable(jobCount(map.layout));
    this.submissions = new Submissions(map.paths, map.layout);
    this.#clusters = new LoggedClusters(this.submissions);
    this.#outcomes = new JobOutcomes(map.paths, this.submissions);
    this.#log = new LogReader(map.paths.events);
    this.watcher = new DirectoryWatcher(map.paths.root);
  }

  /** What the log says of each job: of each row of the map, as {@linkcode rowOf} tells. */
  get jobs(): JobTable {
    return this.#jobs;
  }

  /**
   * Finds the row of a component, in what is known of the map: its job, or the component itself where those
   * of a job have run apart.
   *
   * @param component The component.
   * @returns The row.
   */
  rowOf(component: number): number {
    return this.submissions.rowOf(component);
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
    this.#splitIfNeeded();
    const isNew = size !== this.#log.offset;
    const changed = isNew && await this.#log.read(size, (events) => this.#takeIn(events));
    const found = this.#recover();
    if (isNew || found) this.#outcomes.update(this.#jobs);
    this.#noteHolds();
    const unkept = this.#log.offset - this.#keptOffset;
    if (unkept >= KEEP_AFTER + KEEP_AFTER_OF_ROW * this.#jobs.states.length) await this.keep();
    return changed || found;
  }

  /** Logs the holds that are new, by the log or by the queue. */
  #noteHolds(): void {
    const holds = new Map<number, ToldHold>();
    for (const [job, hold] of this.#jobs.holds) {
      if (this.#stateOf(job) === JobState.HELD) holds.set(job, { hold, isLogged: true });
    }
    for (const [job, hold] of this.#corrections.holds) holds.set(job, { hold, isLogged: false });
    this.#seenHolds.note({ ...this.map, layout: this.submissions.rows }, holds);
  }

  /** Knows each component by itself once one has run without the others of its job, though no log tells it. */
  #splitIfNeeded(): void {
    if (this.submissions.areRowsComponents) return;
    const { paths } = this.map;
    for (let next = this.#clusters.last + 1; isThere(paths.submittedJobs(next)); next++) {
      this.submissions.read(next);
    }
    if (this.submissions.mustSplitRows) this.#split();
  }

  #split(): void {
    const { layout } = this.map;
    this.submissions.splitRows();
    this.#jobs = this.#jobs.split((job) => chunkOf(layout, job));
    this.#corrections.split((job) => chunkOf(layout, job));
    this.#outcomes = new JobOutcomes(this.map.paths, this.submissions);
    this.#outcomes.update(this.#jobs);
  }

  /**
   * Takes for ended what the log says nothing of, or nothing of its last run, and whose output is here:
   * that can be known though no queue can be asked.
   *
   * @returns Whether there are such jobs.
   */
  #recover(): boolean {
    const isBegun = this.#clusters.has(0);
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

  /** Notes that the queue did not answer, so that what the log says must do. */
  believeLog(): void {
    this.#corrections.believeLog();
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
    this.#noteHolds();
    return missing;
  }

  /**
   * Takes jobs for lost that are in no queue and have no output, unless it is that of an earlier run.
   *
   * @param jobs The jobs, as {@linkcode compare} gave them.
   * @param factories Submissions that are still being made into jobs: theirs are not lost.
   */
  lose(jobs: readonly number[], factories: readonly JobFactory[]): void {
    const coming = this.submissions.coming(factories);
    const gone = new Set(jobs).difference(coming);
    const arrived = [...this.#arrived()].filter(([job]) => gone.delete(job));
    this.#hasLost = gone.size > 0;
    this.#corrections.lose(this.#jobs, [...gone]);
    this.#end(arrived);
    this.#outcomes.update(this.#jobs);
  }

  /** Whether all that is known is from its log and its outputs, and nothing had to be asked or guessed. */
  get isAllLogged(): boolean {
    return !this.#hasWarned && !this.#hasLost && !this.isInDoubt;
  }

  /** Whether nobody can tell what some of its jobs did: no queue has them, and the log speaks of none. */
  get isUnknowable(): boolean {
    return this.#hasLost && this.#clusters.isEmpty;
  }

  /** Whether there is a submission that the log says nothing of. */
  get hasUnloggedSubmission(): boolean {
    return isThere(this.map.paths.submittedJobs(this.#clusters.last + 1));
  }

  /** @returns Whether the log speaks of a submission. */
  isLogged(submission: number): boolean {
    return this.#clusters.has(submission);
  }

  /** Whether the log has told of a hold since the queue answered last: it may be over by now. */
  get hasFreshHold(): boolean {
    return this.#jobs.holds.keys().some((job) => this.#corrections.isUnconfirmed(job));
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
    const job = this.rowOf(component);
    const state = this.#stateOf(job);
    if (state !== JobState.ENDED) return STATUSES[state] ?? ComponentStatus.UNKNOWN;
    return this.#outcomes.succeeded(job, component)
      ? ComponentStatus.COMPLETED
      : ComponentStatus.ERRORED;
  }

  /** @returns Which submission of the map a component was last part of, counted from 0. */
  submissionOf(component: number): number {
    const job = this.rowOf(component);
    return this.#corrections.of(job)?.submission ?? this.#jobs.submissions[job] ?? 0;
  }

  /** @returns The version of the map that a component was last run with. */
  versionOf(component: number): number {
    return this.submissions.versionOf(this.submissionOf(component));
  }

  /** @returns Why a component is held, if it is and that is known. */
  holdOf(component: number): HoldReason | undefined {
    const job = this.rowOf(component);
    return inUsersWords(this.#corrections.of(job)?.hold ?? this.#jobs.holds.get(job), this.map);
  }

  /** @returns Why the job of a component was removed, if it was and that is known. */
  removalOf(component: number): string | undefined {
    const job = this.rowOf(component);
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
      for (const component of componentsOfJob(this.submissions.rows, job)) {
        components.push(component);
      }
    });
    return components;
  }

  /** Keeps the state on disk for the next process. */
  async keep(): Promise<void> {
    const { offset } = this.#log;
    const state = { offset, clusters: this.#clusters.toStored(), jobs: this.#jobs.toStored() };
    if (await keepState(this.map.paths.state, state)) this.#keptOffset = offset;
  }

  async #open(): Promise<void> {
    this.#isOpen = true;
    const { layout, paths } = this.map;
    const jobs = jobCount(layout);
    const stored = await readState(paths.state, [jobs, layout.components]);
    if (!stored || stored.offset > this.#logSize()) return;
    const rows = stored.jobs.states.length;
    if (rows !== jobs) this.submissions.splitRows();
    this.#jobs = new JobTable(rows, stored.jobs);
    for (const job of this.#jobs.holds.keys()) this.#corrections.doubt(job);
    for (const [id, submission] of stored.clusters) this.#clusters.learn(id, submission);
    if (this.submissions.mustSplitRows) this.#split();
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
      const submission = this.#clusters.submissionOf(event);
      if (submission === undefined) continue;
      if (this.submissions.mustSplitRows) this.#split();
      // Below that are what HTCondor transfers the common files of jobs with, and none of the jobs.
      if (event.proc < OF_CLUSTER) continue;
      const isOfAll = event.proc === OF_CLUSTER;
      const rows = isOfAll
        ? this.submissions.rowsOf(submission)
        : this.submissions.rowsOfProc(submission, event.proc);
      if (isOfAll) this.#jobs.applyToAll(rows, submission, event);
      for (const row of rows) {
        if (!isOfAll) this.#jobs.apply(row, submission, event);
        this.#corrections.heard(row, submission, event.type);
      }
    }
  }

  /** The last submission of each row that has an output here. */
  #arrived(): Map<number, number> {
    const arrived = new Map<number, number>();
    for (const { number: head, submission } of this.#outcomes.list()) {
      for (const job of this.submissions.groupOfHead(head, submission)) {
        // The last submission comes first.
        if (!arrived.has(job)) arrived.set(job, submission);
      }
    }
    return arrived;
  }

  async #startOver(): Promise<void> {
    this.#clusters.clear();
    this.#jobs = new JobTable(jobCount(this.submissions.rows));
    this.#outcomes = new JobOutcomes(this.map.paths, this.submissions);
    this.#corrections.clear();
    this.#log = new LogReader(this.map.paths.events);
    this.#keptOffset = 0;
    await removeTree(this.map.paths.state);
  }
}
