/**
 * A map, as its user sees it.
 *
 * @module
 */

import { type Backend, openBackend } from "./backend/backend.ts";
import type { ClassRegistry } from "./codec.ts";
import type { ComponentError } from "./component_error.ts";
import { COMPONENT_STATUSES, type ComponentStatus, DISPLAY_STATUSES } from "./component_status.ts";
import {
  ComponentNotFound,
  ExpectedError,
  IncompleteMap,
  MapWasRemoved,
  OutputNotFound,
} from "./errors.ts";
import { ComponentHold } from "./component_hold.ts";
import { readInputs } from "./inputs.ts";
import { JobState } from "./job_table.ts";
import { type JobLayout, jobOf } from "./jobs.ts";
import { readClusters, readDescription } from "./map_files.ts";
import { editMap, removeMap, rerunComponents, retagMap } from "./map_acts.ts";
import { MapResults } from "./map_results.ts";
import {
  startLimits,
  waitFor,
  waitForMap,
  type WaitForMapOptions,
  type WaitOptions,
} from "./map_waiting.ts";
import type { HTMapDirectory, MapPaths } from "./paths.ts";
import { MapState } from "./state.ts";
import { MapOutputFiles, MapStandardStream } from "./streams.ts";
import { directorySize } from "./files.ts";

/** What a map is made of, once it has been found on disk. */
interface MapParts {
  directory: HTMapDirectory;
  paths: MapPaths;
  tag: string;
  layout: JobLayout;
  transient: boolean;
  backend: Backend;
  classes: ClassRegistry | undefined;
}

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
export class HTMap<A extends unknown[] = unknown[], O = unknown> implements AsyncIterable<O> {
  #parts: MapParts;
  #removed = false;
  readonly #state: MapState;
  readonly #results: MapResults;

  /** The standard output of each component. */
  readonly stdout: MapStandardStream;
  /** The standard error of each component. */
  readonly stderr: MapStandardStream;
  /** The directory of the output files of each component; see `transferOutputFiles`. */
  readonly outputFiles: MapOutputFiles;

  private constructor(parts: MapParts) {
    this.#parts = parts;
    this.#state = new MapState(parts.paths, parts.layout, () => this.tag);
    this.#results = new MapResults(parts.paths, this.#state, () => this.tag, parts.classes);
    const context = {
      paths: parts.paths,
      state: this.#state,
      index: this.#index,
      ended: this.#waitForEnd,
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
    if (open && !open.#removed) {
      open.#parts.tag = tag;
      // The types of a map's arguments and outputs are not on disk: the caller states them.
      return open as unknown as HTMap<A, O>;
    }
    const paths = directory.map(uuid);
    const description = await readDescription(paths);
    if (!description || (await readClusters(paths)).length === 0) throw new IncompleteMap(tag);
    const backend = await openBackend(description.backend);
    const transient = await Deno.stat(paths.transient).then(() => true, () => false);
    const map = new HTMap<A, O>({
      directory,
      paths,
      tag,
      layout: description.layout,
      transient,
      backend,
      classes,
    });
    // As above: the registry holds maps of all types.
    openMaps.set(uuid, new WeakRef(map as unknown as HTMap<never, unknown>));
    await backend.wake(paths);
    return map;
  }

  /** The map's tag. */
  get tag(): string {
    return this.#parts.tag;
  }

  /** How many components the map has. */
  get length(): number {
    return this.#parts.layout.components;
  }

  /** The indices of the components. */
  get components(): number[] {
    return Array.from({ length: this.length }, (_, component) => component);
  }

  /** Whether the map has never been given a tag by its user, so that `htmap.clean` removes it. */
  get isTransient(): boolean {
    return this.#parts.transient;
  }

  /** Whether the map has not been removed. */
  get exists(): boolean {
    if (this.#removed) return false;
    try {
      return Deno.statSync(this.#parts.paths.clusters).isFile;
    } catch {
      return false;
    }
  }

  /** The directory the map is kept in, for `htmap path` and other tools. */
  get paths(): MapPaths {
    return this.#parts.paths;
  }

  /**
   * Waits for the output of a component.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns The output.
   * @throws {MapComponentError} If the component failed.
   * @throws {MapComponentHeld} If the component is held.
   * @throws {TimeoutError} If it takes longer than the time-out.
   */
  async get(component: number, options: WaitOptions = {}): Promise<O> {
    const index = this.#index(component);
    await this.#waitForEnd(index, options);
    return await this.#output(index);
  }

  /**
   * Gives the output of a component that has finished; does not wait.
   *
   * @param component The component's index; a negative one counts from the end.
   * @returns The output.
   * @throws {OutputNotFound} If the component has not finished.
   * @throws {MapComponentError} If the component failed.
   * @throws {MapComponentHeld} If the component is held.
   */
  async at(component: number): Promise<O> {
    const index = this.#index(component);
    await this.#refresh();
    const status = this.#state.statusOf(index);
    this.#results.throwIfStopped(index, status);
    if (status !== "COMPLETED") {
      throw new OutputNotFound(
        `Component ${index} of map "${this.tag}" has no output yet: it is ${status}. Wait for it with get(${index})`,
      );
    }
    return await this.#output(index);
  }

  /**
   * Gives the outputs of some components; does not wait.
   *
   * @param start The first component; a negative one counts from the end.
   * @param end The one after the last; a negative one counts from the end.
   * @returns The outputs.
   * @throws The errors of {@linkcode at}.
   */
  async slice(start?: number, end?: number): Promise<O[]> {
    const outputs: O[] = [];
    for (const component of this.components.slice(start, end)) {
      outputs.push(await this.at(component));
    }
    return outputs;
  }

  /**
   * Waits for all outputs.
   *
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns The outputs, in the order of the inputs.
   * @throws The errors of {@linkcode get}.
   */
  async toArray(options: WaitOptions = {}): Promise<O[]> {
    await this.wait(options);
    const outputs: O[] = [];
    for (const component of this.components) outputs.push(await this.#output(component));
    return outputs;
  }

  /** Gives the outputs in the order of the inputs, waiting for each. */
  [Symbol.asyncIterator](): AsyncGenerator<O> {
    return this.iter();
  }

  /**
   * Gives the outputs in the order of the inputs, waiting for each.
   *
   * @param options How long to wait for each at most, in milliseconds, and a signal to stop.
   * @returns The outputs.
   * @throws The errors of {@linkcode get}.
   */
  async *iter(options: WaitOptions = {}): AsyncGenerator<O> {
    for (const component of this.components) yield await this.get(component, options);
  }

  /** As {@linkcode iter}, each output with the arguments it came from. */
  async *iterWithInputs(options: WaitOptions = {}): AsyncGenerator<[A, O]> {
    let component = 0;
    for await (const input of this.iterInputs()) {
      yield [input, await this.get(component++, options)];
    }
  }

  /**
   * Gives the outputs in the order in which they arrive.
   *
   * @param options How long to wait for all at most, in milliseconds, and a signal to stop.
   * @returns The outputs.
   * @throws The errors of {@linkcode get}.
   */
  async *iterAsAvailable(options: WaitOptions = {}): AsyncGenerator<O> {
    for await (const component of this.#asAvailable(options)) yield await this.#output(component);
  }

  /** As {@linkcode iterAsAvailable}, each output with the arguments it came from. */
  async *iterAsAvailableWithInputs(options: WaitOptions = {}): AsyncGenerator<[A, O]> {
    const inputs: A[] = [];
    for await (const input of this.iterInputs()) inputs.push(input);
    for await (const component of this.#asAvailable(options)) {
      const input = inputs[component];
      if (input) yield [input, await this.#output(component)];
    }
  }

  /**
   * Gives the arguments of each component.
   *
   * @returns The arguments, as tuples, in order.
   */
  async *iterInputs(): AsyncGenerator<A> {
    await this.#refresh();
    const classes = await this.#results.classes();
    // The arguments were of this type when the map was made, and the codec gives back what it was given.
    for (const args of readInputs(this.paths, this.#parts.layout, classes)) yield args as A;
  }

  /**
   * Waits until all components have finished.
   *
   * @param options How long to wait at most, what may go wrong meanwhile, and whether to show a progress bar.
   * @throws {MapComponentError} If a component failed, unless `errorsOk`.
   * @throws {MapComponentHeld} If a component is held, unless `holdsOk`.
   * @throws {TimeoutError} If it takes longer than the time-out.
   */
  async wait(options: WaitForMapOptions = {}): Promise<void> {
    this.#throwIfRemoved();
    await waitForMap(this.#state, this.#results, this.tag, options);
  }

  /** @returns Whether all outputs are here. */
  async isDone(): Promise<boolean> {
    return (await this.componentStatuses()).every((status) => status === "COMPLETED");
  }

  /** @returns Whether any component may still run: not completed, failed or removed. */
  async isActive(): Promise<boolean> {
    const over: readonly ComponentStatus[] = ["COMPLETED", "ERRORED", "REMOVED"];
    return (await this.componentStatuses()).some((status) => !over.includes(status));
  }

  /** @returns The state of each component, in order. */
  async componentStatuses(): Promise<ComponentStatus[]> {
    await this.#refresh();
    return this.#state.statuses();
  }

  /** @returns The indices of the components in each state. */
  async componentsByStatus(): Promise<Record<ComponentStatus, number[]>> {
    const entries = COMPONENT_STATUSES.map((status): [ComponentStatus, number[]] => [status, []]);
    // Each state is there, by the line above; the compiler cannot see that.
    const byStatus = Object.fromEntries(entries) as Record<ComponentStatus, number[]>;
    (await this.componentStatuses()).forEach((status, component) =>
      byStatus[status].push(component)
    );
    return byStatus;
  }

  /** @returns How many components are in each state. */
  async statusCounts(): Promise<ReadonlyMap<ComponentStatus, number>> {
    await this.#refresh();
    return this.#state.counts();
  }

  /** @returns A line that says how many components are in each state. */
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

  /** @returns Why components are held, by index, for those that are. */
  async holds(): Promise<Map<number, ComponentHold>> {
    await this.#refresh();
    const holds = new Map<number, ComponentHold>();
    for (const component of this.#state.componentsIn(JobState.HELD)) {
      const hold = this.#state.jobs.holds.get(jobOf(this.#parts.layout, component));
      if (hold) holds.set(component, new ComponentHold(hold.code, hold.reason));
    }
    return holds;
  }

  /** @returns A table of the held components and why they are held. */
  async holdReport(): Promise<string> {
    return ComponentHold.table(await this.holds());
  }

  /** @returns The errors of the components that failed so far, by index. */
  async errors(): Promise<Map<number, ComponentError>> {
    const statuses = await this.componentStatuses();
    const errors = new Map<number, ComponentError>();
    for (const [component, status] of statuses.entries()) {
      if (status === "ERRORED") errors.set(component, await this.#results.error(component));
    }
    return errors;
  }

  /** @returns The error reports of the components that failed so far. */
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
    const index = this.#index(component);
    await this.#waitForEnd(index, options);
    if (this.#state.statusOf(index) !== "ERRORED") throw new ExpectedError(this.tag, index);
    return await this.#results.error(index);
  }

  /** @returns The peak memory of each component so far, in MB; 0 if HTCondor has not reported it. */
  async memoryUsage(): Promise<number[]> {
    await this.#refresh();
    return this.components.map((component) =>
      this.#state.jobs.memory[jobOf(this.#parts.layout, component)] ?? 0
    );
  }

  /** @returns The processor time of each finished component's job, in milliseconds. */
  async runtime(): Promise<number[]> {
    await this.#refresh();
    return this.components.map((component) =>
      this.#state.jobs.cpuTime[jobOf(this.#parts.layout, component)] ?? 0
    );
  }

  /** @returns The size of all the map's files on this machine, in bytes. */
  async localData(): Promise<number> {
    this.#throwIfRemoved();
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
    if (this.#removed) return;
    const { directory, paths, backend } = this.#parts;
    await removeMap(directory, paths, backend, this.tag, { force, signal });
    this.#removed = true;
    openMaps.delete(paths.uuid);
  }

  /** Holds the components: they do not run until they are released. */
  async hold(): Promise<void> {
    await this.#act("hold");
  }

  /** Releases held components: they may run again. */
  async release(): Promise<void> {
    await this.#act("release");
  }

  /** Pauses the running components; they keep their machines. */
  async pause(): Promise<void> {
    await this.#act("pause");
  }

  /** Lets paused components go on. */
  async resume(): Promise<void> {
    await this.#act("resume");
  }

  /** Takes the running components off their machines; they run again elsewhere. */
  async vacate(): Promise<void> {
    await this.#act("vacate");
  }

  /**
   * Changes how much memory each component asks for. Running components keep what they have.
   *
   * @param megabytes The memory, in MB.
   */
  async setMemory(megabytes: number): Promise<void> {
    this.#throwIfRemoved();
    await editMap(this.#parts.backend, this.paths, "RequestMemory", megabytes);
  }

  /**
   * Changes how much disk space each component asks for. Running components keep what they have.
   *
   * @param kilobytes The disk space, in KB.
   */
  async setDisk(kilobytes: number): Promise<void> {
    this.#throwIfRemoved();
    await editMap(this.#parts.backend, this.paths, "RequestDisk", kilobytes);
  }

  /**
   * Runs components again from scratch, with the map's options as they were. Their outputs are removed.
   *
   * Where a job runs several components, all of the job's components run again.
   *
   * @param components The components; all of them if not given.
   * @throws {CannotRerunComponents} If some of them are still in the queue.
   */
  async rerun(components?: Iterable<number>): Promise<void> {
    await this.#refresh();
    const indices = components ? [...components].map(this.#index) : this.components;
    const { paths, backend, layout } = this.#parts;
    await rerunComponents(paths, backend, this.#state, layout, this.tag, indices);
  }

  /**
   * Gives the map another tag, which makes it persistent. The old tag is free at once.
   *
   * @param tag The new tag.
   * @throws {InvalidTag} If it cannot be one.
   * @throws {TagAlreadyExists} If it is in use.
   */
  async retag(tag: string): Promise<void> {
    this.#throwIfRemoved();
    await retagMap(this.#parts.directory, this.paths, this.tag, tag);
    this.#parts.tag = tag;
    this.#parts.transient = false;
  }

  /** @returns Such as `HTMap(tag = dbl)`. */
  toString(): string {
    return `HTMap(tag = ${this.tag})`;
  }

  /** @returns What `console.log` prints. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  async #act(action: "hold" | "release" | "pause" | "resume" | "vacate"): Promise<void> {
    this.#throwIfRemoved();
    await this.#parts.backend.act(action, this.paths);
  }

  async #refresh(): Promise<void> {
    this.#throwIfRemoved();
    await this.#state.refresh();
  }

  #throwIfRemoved(): void {
    if (this.#removed) throw new MapWasRemoved(this.tag);
  }

  readonly #index = (component: number): number => {
    const index = component < 0 ? this.length + component : component;
    if (Number.isSafeInteger(index) && index >= 0 && index < this.length) return index;
    throw new ComponentNotFound(this.tag, component, this.length);
  };

  readonly #waitForEnd = async (component: number, options: WaitOptions): Promise<void> => {
    this.#throwIfRemoved();
    await waitFor(
      this.#state,
      `Component ${component} of map "${this.tag}"`,
      startLimits(options),
      () => {
        const status = this.#state.statusOf(component);
        if (status === "COMPLETED" || status === "ERRORED") return true;
        this.#results.throwIfStopped(component, status);
        return false;
      },
    );
  };

  async *#asAvailable(options: WaitOptions): AsyncGenerator<number> {
    this.#throwIfRemoved();
    const waiting = new Set(this.components);
    const limits = startLimits(options); // the time-out is for all of them together
    while (waiting.size > 0) {
      const ready: number[] = [];
      await waitFor(this.#state, `The map "${this.tag}"`, limits, () => {
        for (const component of waiting) {
          const status = this.#state.statusOf(component);
          if (status === "COMPLETED" || status === "ERRORED") ready.push(component);
          else this.#results.throwIfStopped(component, status);
        }
        return ready.length > 0;
      });
      for (const component of ready) {
        waiting.delete(component);
        yield component;
      }
    }
  }

  async #output(component: number): Promise<O> {
    // What the function returned is of this type, and the codec gives back what it was given.
    return await this.#results.output(component) as O;
  }
}
