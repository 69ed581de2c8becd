/**
 * What can run jobs. Everything above this interface is the same for all backends.
 *
 * @module
 */

import type { HoldReason } from "../events/log.ts";
import type { MapPaths } from "../store/paths.ts";
import type { Submission } from "../submission/description.ts";
import type { StreamName } from "../wire/names.ts";

/** What can be done to the jobs of a map (the manual's section 6.5). */
export type Action = "hold" | "release" | "pause" | "resume" | "vacate" | "remove";

/** Names of the backends. */
export type BackendName = "htcondor" | "local";

/** Options of everything a backend does. */
export interface BackendOptions {
  /** Stops waiting for the backend. */
  readonly signal?: AbortSignal | undefined;
}

/** A job of a map that is in the queue. */
export interface QueuedJob {
  /** Which job of the map it is: the first of those it runs. */
  readonly job: number;
  /** Which submission of the map it belongs to. */
  readonly submission: number;
  /** What it does, as one of `JobState`; `undefined` if it is at work and only the event log knows how. */
  readonly state: number | undefined;
  /** Why it is held, if it is. */
  readonly hold?: HoldReason | undefined;
  /** Why it is being removed, if it is and that is known. */
  readonly removal?: string | undefined;
}

/** What jobs ask for and can be changed, by the name of the attribute. */
export type Resource = "RequestMemory" | "RequestDisk";

/** A held job of a map, and what it asks for. */
export interface HeldRequest {
  /** Which job of the map it is: the first of those it runs. */
  readonly job: number;
  /** The memory it asks for, in MB, if that is known. */
  readonly memory: number | undefined;
  /** The disk space it asks for, in KB, if that is known. */
  readonly disk: number | undefined;
}

/** What the queue says of a map. */
export interface MapQueue {
  readonly jobs: readonly QueuedJob[];
  /** Whether a job of the map that is not among them is in no queue at all. */
  readonly isWhole: boolean;
}

/** A submission that HTCondor makes into jobs little by little (late materialization). */
export interface JobFactory {
  /** Which submission of the map it is. */
  readonly submission: number;
  /** How many of its jobs have been made so far, in the order of their procs. */
  readonly made: number;
}

/** Jobs that wait for the same. */
export interface WaitingJobs {
  /** How many they are. */
  readonly jobs: number;
  /** Why they wait, as a clause. */
  readonly why: string;
  /** What to do, in a sentence without its full stop. */
  readonly advice: string;
}

/** A job that is at work, and what of its output is wanted. */
export interface RunningJob {
  /** The backend's number of it, as `cluster.proc`. */
  readonly id: string;
  /** Which submission of the map it belongs to. */
  readonly submission: number;
}

/** Something that runs jobs and writes what happens to them into the map's event log. */
export interface Backend {
  readonly name: BackendName;

  /**
   * Submits jobs.
   *
   * @param submission The jobs and how to run them. Its description and item data are already written.
   * @returns The cluster id.
   */
  submit(submission: Submission, options?: BackendOptions): Promise<number>;

  /**
   * Does something to all jobs of a map that are in the queue; nothing if none is.
   *
   * @param action What to do.
   * @param paths The map.
   */
  act(action: Action, paths: MapPaths, options?: BackendOptions): Promise<void>;

  /**
   * Changes what the jobs of a map that are in the queue ask for.
   *
   * @param attribute The resource.
   * @param value Memory in MB, disk in KB.
   * @param paths The map.
   * @param options The only jobs that it goes for, as {@linkcode QueuedJob} names them, if not all.
   * @returns Whether it goes for all: it does not for jobs that are still to be made, each with a value of
   *   its own.
   */
  edit(
    attribute: Resource,
    value: number,
    paths: MapPaths,
    options?: BackendOptions & { readonly jobs?: readonly number[] },
  ): Promise<boolean>;

  /** @returns What the held jobs of a map ask for. */
  heldRequests(paths: MapPaths, options?: BackendOptions): Promise<HeldRequest[]>;

  /**
   * Sees to it that the map's jobs go on: the local backend starts a scheduler anew that was killed
   * or that a restart of the machine ended. HTCondor looks after itself.
   */
  wake(paths: MapPaths): Promise<void>;

  /**
   * Asks what is in the queue. The event log may be silent about it: lost, full, or out of reach.
   *
   * @param maps The maps.
   * @returns What the queue says of each, in order.
   */
  queues(maps: readonly MapPaths[], options?: BackendOptions): Promise<MapQueue[]>;

  /** @returns The submissions of a map that are not wholly made into jobs yet. */
  factories(paths: MapPaths, options?: BackendOptions): Promise<JobFactory[]>;

  /** @returns How many jobs of the map are in the queue, in whatever state. */
  countJobs(paths: MapPaths, options?: BackendOptions): Promise<number>;

  /**
   * Fetches the end of what a running job has written to a standard stream so far.
   *
   * @param job The job.
   * @param name The stream.
   * @param bytes How much of its end at most.
   * @returns The text; `undefined` where jobs write into the map's directory, so that it is there.
   */
  soFar(
    job: RunningJob,
    name: StreamName,
    bytes: number,
    paths: MapPaths,
    options?: BackendOptions,
  ): Promise<string | undefined>;

  /**
   * Tells whether there is anything that could run the map's jobs.
   *
   * @param requirements What the delivery of the map requires of machines.
   * @returns Why there is not and what to do, as a clause; `undefined` if there is, or it cannot be known.
   */
  whyNoneFits(
    requirements: string,
    paths: MapPaths,
    options?: BackendOptions,
  ): Promise<string | undefined>;

  /**
   * Finds out why jobs of a map wait that are in the queue.
   *
   * @param paths The map.
   * @param about Its tag, for advice, and what its delivery requires of machines, which some are known to
   *   fulfil.
   * @returns Why, for the jobs of each kind; none of which nothing is known but that they wait.
   */
  whyJobsWait(
    paths: MapPaths,
    about: { readonly tag: string; readonly delivery: string | undefined },
    options?: BackendOptions,
  ): Promise<WaitingJobs[]>;

  /**
   * Looks for what jobs ask for that nothing could give them.
   *
   * @param submission The jobs.
   * @returns A sentence or two for each, with what to do.
   */
  unmeetable(submission: Submission, options?: BackendOptions): Promise<string[]>;
}
