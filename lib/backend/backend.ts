/**
 * What can run jobs. Everything above this interface is the same for all backends.
 *
 * @module
 */

import type { MapPaths } from "../store/paths.ts";
import type { Submission } from "../submission/description.ts";

/** What can be done to the jobs of a map (the manual's section 6.5). */
export type Action = "hold" | "release" | "pause" | "resume" | "vacate" | "remove";

/** Names of the backends. */
export type BackendName = "htcondor" | "local";

/** Options of everything a backend does. */
export interface BackendOptions {
  /** Stops waiting for the backend. */
  readonly signal?: AbortSignal | undefined;
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
   */
  edit(
    attribute: "RequestMemory" | "RequestDisk",
    value: number,
    paths: MapPaths,
    options?: BackendOptions,
  ): Promise<void>;

  /**
   * Sees to it that the map's jobs go on: the local backend starts a scheduler anew that was killed
   * or that a restart of the machine ended. HTCondor looks after itself.
   */
  wake(paths: MapPaths): Promise<void>;

  /** @returns How many jobs of the map are in the queue, in whatever state. */
  countJobs(paths: MapPaths, options?: BackendOptions): Promise<number>;
}
