/**
 * A map, as its user sees it.
 *
 * @module
 */

import { checkIterable } from "../base/arguments.ts";
import type { Action } from "../backend/backend.ts";
import { openBackend } from "../backend/open.ts";
import type { ClassRegistry } from "../codec/codec.ts";
import type { ComponentError } from "./component_error.ts";
import { ComponentHold } from "./component_hold.ts";
import {
  COMPONENT_STATUSES,
  type ComponentStatus,
  DISPLAY_STATUSES,
} from "../base/component_status.ts";
import { CorruptData, DamagedMap, ExpectedError, IncompleteMap } from "../base/errors.ts";
import { directorySize } from "../base/files.ts";
import { JobState } from "../events/job_table.ts";
import { jobOf } from "../wire/layout.ts";
import { editMap, rerunComponents, retagMap } from "./acts.ts";
import type { MapParts } from "./map_base.ts";
import { isUnfinished, readDescription } from "./map_files.ts";
import { MapOutputs } from "./outputs.ts";
import type { ActOptions, WaitOptions } from "../base/wait_options.ts";
import type { HTMapDirectory } from "../store/paths.ts";
import { removeMap } from "./removal.ts";
import { MapOutputFiles, MapStandardStream } from "./streams.ts";

/** The maps of this process, so that one tag gives one object. */
const openMaps = new Map<string, WeakRef<HTMap<never, unknown>>>();

/**
 * A map: the state of its components, and their outputs (the manual's section 6.5).
 *
 * You get one from `htmap.map`, `htmap.starmap` or `htmap.load`.
 *
 * @typeParam A The arguments of the mapped function, as a tuple.
 * @typeParam O What the function's results are.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const doubled = await htmap.map((x: number) => 2 * x, [1, 2, 3]);
 * await doubled.wait({ showProgressBar: true });
 * for await (const output of doubled) console.log(output);
 * await doubled.remove();
 * ```
 */
export class HTMap<A extends unknown[] = unknown[], O = unknown> extends MapOutputs<A, O> {
  /** The standard output of each component. */
  readonly stdout: MapStandardStream;
  /** The standard error of each component. */
  readonly stderr: MapStandardStream;
  /** The directory of the output files of each component; see `transferOutputFiles`. */
  readonly outputFiles: MapOutputFiles;

  private constructor(parts: MapParts) {
    super(parts);
    const context = {
      paths: parts.paths,
      state: this.state,
      index: (component: number): number => this.index(component),
      ended: (component: number, options: WaitOptions): Promise<void> =>
        this.waitForEnd(component, options),
    };
    this.stdout = new MapStandardStream("stdout", context);
    this.stderr = new MapStandardStream("stderr", context);
    this.outputFiles = new MapOutputFiles(context);
  }

  /**
   * Opens a map that is on disk. Users call `htmap.load`.
   *
   * @param directory The htmap directory.
   * @param tag The map's tag.
   * @param uuid The map's uuid.
   * @param classes The classes the map knows, in the process that made it.
   * @returns The map; the same object for the same map.
   * @throws {IncompleteMap} If the map was not finished being made.
   */
  static async open<A extends unknown[], O>(
    directory: HTMapDirectory,
    tag: string,
    uuid: string,
    classes?: ClassRegistry,
  ): Promise<HTMap<A, O>> {
    const open = openMaps.get(uuid)?.deref();
    if (open && !open.removed) {
      open.parts.tag = tag;
      // The types of a map's arguments and outputs are not on disk: the caller states them.
      return open as unknown as HTMap<A, O>;
    }
    const paths = directory.map(uuid);
    const description = await readDescription(paths).catch((error) => {
      throw error instanceof CorruptData
        ? new DamagedMap(tag, `${error.source}: ${error.reason}`)
        : error;
    });
    if (!description || isUnfinished(paths)) throw new IncompleteMap(tag);
    const backend = await openBackend(description.backend);
    const transient = await Deno.stat(paths.transient).then(() => true, () => false);
    const map = new HTMap<A, O>({
      directory,
      paths,
      tag,
      layout: description.layout,
      inputStarts: description.inputStarts,
      transient,
      backend,
      classes,
    });
    // As above: the registry holds maps of all types.
    openMaps.set(uuid, new WeakRef(map as unknown as HTMap<never, unknown>));
    await backend.wake(paths);
    return map;
  }

  /** Tells whether all outputs are here. */
  async isDone(): Promise<boolean> {
    return (await this.componentStatuses()).every((status) => status === "COMPLETED");
  }

  /** Tells whether any component may still run: not completed, failed or removed. */
  async isActive(): Promise<boolean> {
    const over: readonly ComponentStatus[] = ["COMPLETED", "ERRORED", "REMOVED"];
    return (await this.componentStatuses()).some((status) => !over.includes(status));
  }

  /** Gives the state of each component, in order. */
  async componentStatuses(): Promise<ComponentStatus[]> {
    await this.refresh();
    return this.state.statuses();
  }

  /** Gives the indices of the components in each state. */
  async componentsByStatus(): Promise<Record<ComponentStatus, number[]>> {
    const entries = COMPONENT_STATUSES.map((status): [ComponentStatus, number[]] => [status, []]);
    // Each state is there, by the line above; the compiler cannot see that.
    const byStatus = Object.fromEntries(entries) as Record<ComponentStatus, number[]>;
    (await this.componentStatuses()).forEach((status, component) =>
      byStatus[status].push(component)
    );
    return byStatus;
  }

  /** Counts how many components are in each state. */
  async statusCounts(): Promise<ReadonlyMap<ComponentStatus, number>> {
    await this.refresh();
    return this.state.counts();
  }

  /** Writes a line that says how many components are in each state. */
  async status(): Promise<string> {
    const counts = await this.statusCounts();
    const shown = COMPONENT_STATUSES.filter((status) =>
      DISPLAY_STATUSES.includes(status) || counts.has(status)
    );
    const parts = shown.map((status) => `${status} = ${counts.get(status) ?? 0}`);
    return `Map ${this.tag} (${this.length} component${this.length === 1 ? "" : "s"}): ${
      parts.join(" | ")
    }`;
  }

  /** Tells why components are held, by index, for those that are. */
  async holds(): Promise<Map<number, ComponentHold>> {
    await this.refresh();
    const holds = new Map<number, ComponentHold>();
    for (const component of this.state.componentsIn(JobState.HELD)) {
      const hold = this.state.jobs.holds.get(jobOf(this.parts.layout, component));
      if (hold) holds.set(component, new ComponentHold(hold.code, hold.reason));
    }
    return holds;
  }

  /** Writes a table of the held components and why they are held. */
  async holdReport(): Promise<string> {
    return ComponentHold.table(await this.holds());
  }

  /** Gives the errors of the components that failed so far, by index. */
  async errors(): Promise<Map<number, ComponentError>> {
    const statuses = await this.componentStatuses();
    const errors = new Map<number, ComponentError>();
    for (const [component, status] of statuses.entries()) {
      if (status === "ERRORED") errors.set(component, await this.results.error(component));
    }
    return errors;
  }

  /** Gives the error reports of the components that failed so far. */
  async errorReports(): Promise<string[]> {
    return [...(await this.errors()).values()].map((error) => error.report());
  }

  /**
   * Waits for a component to fail.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns Its error.
   * @throws {ExpectedError} If the component succeeded.
   * @throws {MapComponentHeld} If the component is held.
   */
  async getError(component: number, options: WaitOptions = {}): Promise<ComponentError> {
    const index = this.index(component);
    await this.waitForEnd(index, options);
    if (this.state.statusOf(index) !== "ERRORED") throw new ExpectedError(this.tag, index);
    return await this.results.error(index);
  }

  /** Gives the peak memory of each component so far, in MB; 0 if HTCondor has not reported it. */
  async memoryUsage(): Promise<number[]> {
    await this.refresh();
    return this.components.map((component) =>
      this.state.jobs.memory[jobOf(this.parts.layout, component)] ?? 0
    );
  }

  /** Gives the processor time of each finished component's job, in milliseconds. */
  async runtime(): Promise<number[]> {
    await this.refresh();
    return this.components.map((component) =>
      this.state.jobs.cpuTime[jobOf(this.parts.layout, component)] ?? 0
    );
  }

  /** Gives the size of all the map's files on this machine, in bytes. */
  async localData(): Promise<number> {
    this.throwIfRemoved();
    return await directorySize(this.paths.root);
  }

  /**
   * Removes the map: its jobs from the queue, then all its files.
   *
   * @param options.force Whether to remove the files without waiting for the jobs to be gone.
   */
  async remove(
    { force = false, signal }: { force?: boolean; signal?: AbortSignal } = {},
  ): Promise<void> {
    if (this.removed) return;
    const { directory, paths, backend } = this.parts;
    await removeMap(directory, paths, backend, this.tag, { force, signal });
    this.removed = true;
    openMaps.delete(paths.uuid);
  }

  /** Holds the components: they do not run until they are released. */
  async hold(options: ActOptions = {}): Promise<void> {
    await this.#act("hold", options);
  }

  /** Releases held components: they may run again. */
  async release(options: ActOptions = {}): Promise<void> {
    await this.#act("release", options);
  }

  /** Pauses the running components; they keep their machines. */
  async pause(options: ActOptions = {}): Promise<void> {
    await this.#act("pause", options);
  }

  /** Lets paused components go on. */
  async resume(options: ActOptions = {}): Promise<void> {
    await this.#act("resume", options);
  }

  /** Takes the running components off their machines; they run again elsewhere. */
  async vacate(options: ActOptions = {}): Promise<void> {
    await this.#act("vacate", options);
  }

  /**
   * Changes how much memory each component asks for. Running components keep what they have.
   *
   * @param megabytes The memory, in MB.
   */
  async setMemory(megabytes: number, options: ActOptions = {}): Promise<void> {
    this.throwIfRemoved();
    await editMap(this.parts.backend, this.paths, "RequestMemory", megabytes, options);
  }

  /**
   * Changes how much disk space each component asks for. Running components keep what they have.
   *
   * @param kilobytes The disk space, in KB.
   */
  async setDisk(kilobytes: number, options: ActOptions = {}): Promise<void> {
    this.throwIfRemoved();
    await editMap(this.parts.backend, this.paths, "RequestDisk", kilobytes, options);
  }

  /**
   * Runs components again from scratch, with the map's options as they were. Their outputs are removed.
   *
   * Where a job runs several components, all of the job's components run again.
   *
   * @param components The components; all of them if not given.
   * @param options A signal to stop. What HTCondor has taken by then runs.
   * @throws {CannotRerunComponents} If some of them are still in the queue.
   */
  async rerun(components?: Iterable<number>, options: ActOptions = {}): Promise<void> {
    await this.refresh();
    if (components !== undefined) {
      checkIterable(
        "The components",
        components,
        "Give rerun() a list of their indices, such as [0, 3]",
      );
    }
    const indices = components
      ? [...components].map((component) => this.index(component))
      : this.components;
    const { paths, backend, layout } = this.parts;
    await rerunComponents(paths, backend, this.state, layout, this.tag, indices, options);
  }

  /**
   * Gives the map another tag, which makes it persistent. The old tag is free at once.
   *
   * @param tag The new tag.
   * @throws {InvalidTag} If it cannot be one.
   * @throws {TagAlreadyExists} If it is in use.
   */
  async retag(tag: string): Promise<void> {
    this.throwIfRemoved();
    await retagMap(this.parts.directory, this.paths, this.tag, tag);
    this.parts.tag = tag;
    this.parts.transient = false;
  }

  /** Names the map, as in `HTMap(tag = dbl)`. */
  override toString(): string {
    return `HTMap(tag = ${this.tag})`;
  }

  /** Names the map for `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  async #act(action: Exclude<Action, "remove">, options: ActOptions): Promise<void> {
    this.throwIfRemoved();
    await this.parts.backend.act(action, this.paths, options);
  }
}
