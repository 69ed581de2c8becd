/**
 * The state of a map: what its event log and its output directory say, read piece by piece.
 *
 * The log is read from where the last reading ended. What was worked out is kept beside the map, so
 * that another process need not read a long log again; it is only a cache and may be lost.
 *
 * @module
 */

import { decode, encode } from "../codec/codec.ts";
import { ComponentStatus } from "../base/component_status.ts";
import { CannotWrite, CorruptData, MapWasRemoved } from "../base/errors.ts";
import { beginsAsLog, EventType, type JobEvent, parseEvents, submissionOf } from "../events/log.ts";
import { isThere, writeFileAtomically } from "../base/files.ts";
import { JobState, JobTable, RELEVANT_EVENTS, type StoredJobTable } from "../events/job_table.ts";
import {
  chunkOf,
  jobCount,
  type JobLayout,
  jobOf,
  jobOfProc,
  type JobRanges,
  jobsIn,
} from "../wire/layout.ts";
import { readSubmittedJobs } from "./map_files.ts";
import { JobOutcomes } from "./job_outcomes.ts";
import type { MapPaths } from "../store/paths.ts";
import { readRecords, recordFile } from "../wire/records.ts";
import { DirectoryWatcher } from "./watch.ts";

/** How much of the log is read at once, in bytes: little enough to stay in the processor's cache. */
const PIECE = 1024 * 1024;
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

/** What is kept of a state. */
interface StoredState {
  offset: number;
  clusters: [id: number, submission: number][];
  jobs: StoredJobTable;
}

/** What HTCondor knows by a cluster's id. */
interface Cluster {
  readonly submission: number;
  /** The job each proc runs. */
  readonly jobs: JobRanges;
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
  #offset = 0;
  #keptOffset = 0;
  #isOpen = false;
  /** Whether the log begins like no event log. */
  #isForeign = false;
  #outcomes: JobOutcomes;
  #refreshing: Promise<boolean> | undefined;
  #refreshAgain: Promise<boolean> | undefined;

  /** Tells when there may be something to refresh. */
  readonly watcher: DirectoryWatcher;

  constructor(readonly map: MapIdentity) {
    this.#jobs = new JobTable(jobCount(map.layout));
    this.#outcomes = new JobOutcomes(map.paths, map.layout);
    this.watcher = new DirectoryWatcher(map.paths.root);
  }

  /** What is known of each job. */
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
    const size = await this.#logSize();
    if (size < this.#offset) await this.#startOver(); // the log was replaced
    if (size === this.#offset) return !this.#hasFirst && this.#recover();
    const changed = await this.#readFrom(size);
    if (!this.#hasFirst) this.#recover();
    this.#outcomes.update(this.#jobs);
    if (this.#offset - this.#keptOffset >= KEEP_AFTER) await this.keep();
    return changed;
  }

  /** @returns The state of a component as of the last refresh. */
  statusOf(component: number): ComponentStatus {
    const job = jobOf(this.map.layout, component);
    const state = this.#jobs.states[job] ?? JobState.UNKNOWN;
    if (state !== JobState.ENDED) return STATUSES[state] ?? ComponentStatus.UNKNOWN;
    return this.#outcomes.succeeded(job, component)
      ? ComponentStatus.COMPLETED
      : ComponentStatus.ERRORED;
  }

  /** @returns Which submission of the map a component was last part of, counted from 0. */
  submissionOf(component: number): number {
    return this.#jobs.submissions[jobOf(this.map.layout, component)] ?? 0;
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
    this.#jobs.states.forEach((state, job) => {
      if (state !== jobState) return;
      const [first, end] = chunkOf(this.map.layout, job);
      for (let component = first; component < end; component++) components.push(component);
    });
    return components;
  }

  /** Keeps the state on disk for the next process. */
  async keep(): Promise<void> {
    const stored: StoredState = {
      offset: this.#offset,
      clusters: [...this.#clusters].map(([id, { submission }]) => [id, submission]),
      jobs: this.#jobs.toStored(),
    };
    try {
      await writeFileAtomically(this.map.paths.state, recordFile("state", [encode(stored)]));
      this.#keptOffset = this.#offset;
    } catch (error) {
      // Only a cache: on a full disk the log is read again, and what needs the space gets it.
      if (!(error instanceof CannotWrite)) throw error;
    }
  }

  async #open(): Promise<void> {
    this.#isOpen = true;
    let bytes: Uint8Array;
    try {
      bytes = await Deno.readFile(this.map.paths.state);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw error;
    }
    const stored = storedStateOf(bytes, this.map.paths.state, jobCount(this.map.layout));
    if (!stored || stored.offset > await this.#logSize()) return;
    for (const [id, submission] of stored.clusters) this.#learn(id, submission);
    this.#jobs = new JobTable(jobCount(this.map.layout), stored.jobs);
    this.#offset = this.#keptOffset = stored.offset;
    this.#outcomes.update(this.#jobs);
  }

  async #logSize(): Promise<number> {
    try {
      return (await Deno.stat(this.map.paths.events)).size;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || !isThere(this.map.paths.root)) throw error;
      return 0; // nothing has happened yet
    }
  }

  async #readFrom(size: number): Promise<boolean> {
    const before = this.#offset;
    using file = await Deno.open(this.map.paths.events);
    await file.seek(this.#offset, Deno.SeekMode.Start);
    let buffer = new Uint8Array(Math.min(PIECE, size - before));
    let filled = 0; // bytes at the start of the buffer that belong to an event that is not whole yet
    for (let position = before; position < size;) {
      // An event longer than the buffer, if there ever is one.
      if (filled === buffer.length) buffer = grown(buffer);
      const read = await file.read(buffer.subarray(filled));
      if (read === null) break; // shorter than it said
      position += read;
      filled += read;
      const consumed = this.#takeIn(buffer.subarray(0, filled));
      if (this.#offset === 0) this.#isForeign = !beginsAsLog(buffer.subarray(0, filled));
      this.#offset += consumed;
      buffer.copyWithin(0, consumed, filled);
      filled -= consumed;
    }
    return this.#offset > before;
  }

  #takeIn(piece: Uint8Array): number {
    const { events, consumed } = parseEvents(piece, RELEVANT_EVENTS);
    for (const event of events) {
      const cluster = this.#clusterOf(event);
      if (!cluster) continue;
      if (event.proc < 0) {
        this.#jobs.applyToAll(jobsIn(cluster.jobs), cluster.submission, event);
        continue;
      }
      const job = jobOfProc(cluster.jobs, event.proc);
      if (job !== undefined) this.#jobs.apply(job, cluster.submission, event);
    }
    return consumed;
  }

  /** The log itself says which cluster is which submission, whoever made it and however that ended. */
  #clusterOf(event: JobEvent): Cluster | undefined {
    const known = this.#clusters.get(event.cluster);
    if (event.type !== EventType.SUBMIT && event.type !== EventType.CLUSTER_SUBMIT) return known;
    const submission = submissionOf(event);
    if (submission === undefined || submission === known?.submission) return known;
    return this.#learn(event.cluster, submission);
  }

  /**
   * Whether there is a log, and nothing in it says what any job of the map does: another file has taken
   * its place.
   */
  get isUnreadable(): boolean {
    return this.#clusters.size === 0 && (this.#offset > 0 || this.#isForeign);
  }

  /** Whether the log begins as it was begun. */
  get #hasFirst(): boolean {
    return this.#clusters.values().some(({ submission }) => submission === 0);
  }

  /**
   * Takes jobs for ended that the log does not know of, and whose output is here: the log was lost, or
   * damaged.
   *
   * @returns Whether there are such jobs.
   */
  #recover(): boolean {
    let found = 0;
    for (const { number: job, submission } of this.#outcomes.list()) {
      if (this.#jobs.states[job] !== JobState.UNMATERIALIZED) continue;
      const jobs = readSubmittedJobs(this.map.paths, submission);
      if (!jobs?.some(([first, end]) => job >= first && job < end)) continue;
      this.#jobs.recover(job, submission);
      found++;
    }
    if (found === 0) return false;
    console.warn(
      `The event log of the map "${this.map.tag}", ${this.map.paths.events}, is lost or damaged. What ` +
        "components brought back is still here. Run the others again with " +
        `\`htmap rerun components ${this.map.tag} …\``,
    );
    this.#outcomes.update(this.#jobs);
    return true;
  }

  #learn(id: number, submission: number): Cluster | undefined {
    const jobs = readSubmittedJobs(this.map.paths, submission);
    const all = jobCount(this.map.layout);
    if (!jobs || jobs.some(([, end]) => end > all)) return undefined; // of no submission of this map
    const cluster = { submission, jobs };
    this.#clusters.set(id, cluster);
    return cluster;
  }

  #startOver(): Promise<void> {
    this.#clusters.clear();
    this.#jobs = new JobTable(jobCount(this.map.layout));
    this.#outcomes = new JobOutcomes(this.map.paths, this.map.layout);
    this.#offset = this.#keptOffset = 0;
    this.#isForeign = false;
    return Deno.remove(this.map.paths.state).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * buffer.length);
  larger.set(buffer);
  return larger;
}

/** What is kept is ours, but the disk is not: anything odd only means reading the log again. */
function storedStateOf(bytes: Uint8Array, source: string, jobs: number): StoredState | undefined {
  try {
    const [content] = readRecords(bytes, "state", source);
    const state = content && decode(content, { source });
    return isStoredState(state, jobs) ? state : undefined;
  } catch (error) {
    if (error instanceof CorruptData) return undefined;
    throw error;
  }
}

function isStoredState(state: unknown, jobs: number): state is StoredState {
  if (typeof state !== "object" || state === null || !("offset" in state) || !("jobs" in state)) {
    return false;
  }
  if (!("clusters" in state) || !Array.isArray(state.clusters)) return false;
  if (!state.clusters.every((pair) => Array.isArray(pair) && pair.every(Number.isSafeInteger))) {
    return false;
  }
  const table = state.jobs;
  if (typeof state.offset !== "number" || typeof table !== "object" || table === null) return false;
  const isOfLength = (name: string): boolean => {
    const array: unknown = Reflect.get(table, name);
    return ArrayBuffer.isView(array) && "length" in array && array.length === jobs;
  };
  return ["states", "submissions", "memory", "cpuTime"].every(isOfLength) &&
    ["holds", "abnormalEnds", "removals", "hosts"].every((name) =>
      Array.isArray(Reflect.get(table, name))
    );
}
