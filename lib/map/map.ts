/**
 * A map, as its user sees it.
 *
 * @module
 */

import { checkIterable, checkOptionKeys } from "../base/arguments.ts";
import { type ComponentStatus, mayRun } from "../base/component_status.ts";
import { DamagedMap, IncompleteMap } from "../base/errors.ts";
import { directorySize } from "../base/files.ts";
import type { ActOptions, WaitForMapOptions, WaitOptions } from "../base/wait_options.ts";
import type { ClassRegistry } from "../codec/codec.ts";
import { settleTag } from "../store/map_tag.ts";
import type { TransferPath } from "../base/transfer_path.ts";
import type { HTMapDirectory, MapPaths } from "../store/paths.ts";
import { DISPLAY } from "../text/notebook.ts";
import { act, edit, retag } from "./acts.ts";
import { ArgumentReader } from "./argument_reader.ts";
import { askTogether } from "./asking.ts";
import type { CollectOptions } from "./collect_files.ts";
import type { ComponentError } from "./component_error.ts";
import { ComponentHold } from "./component_hold.ts";
import { type ComponentRun, processorTimes, runsOf } from "./component_runs.ts";
import * as states from "./component_states.ts";
import { type MapVersion, versionOf, versionsOf } from "./component_versions.ts";
import { MapHandle } from "./handle.ts";
import type { MapSummary } from "./summary.ts";
import { idleReason, whyNoneStarts } from "./idle_reason.ts";
import { type Outcome, type OutcomeOptions, outcomesOf } from "./outcomes.ts";
import { asAvailable, inputsOf, outputNow, outputOf } from "./outputs.ts";
import { displayOfMap } from "./map_display.ts";
import { MapView } from "./map_view.ts";
import { removeMap } from "./removal.ts";
import { isStateSelection, rerun } from "./rerun.ts";
import { type RetriedComponents, retryHeld, type RetryOptions } from "./retry.ts";
import type { RerunOptions, RerunSelection } from "./rerun_options.ts";
import { componentsWith } from "./searching.ts";
import { type SentBack, sentBack } from "./sent_back.ts";
import { type SettledComponent, settledOf, waitUntilSettled } from "./settling.ts";
import { MapOverview } from "./overview.ts";
import {
  type MapOutputFiles,
  type MapStandardStream,
  outputFiles,
  standardStream,
} from "./streams.ts";
import { waitForMap } from "./waiting.ts";

/** The maps of this process, so that one tag gives one object. */
const openMaps = new Map<string, WeakRef<HTMap<never, unknown>>>();

/** Makes the object for a map; only this module can. */
let make: (handle: MapHandle) => HTMap<never, unknown>;
/** Gives the handle behind such an object; only this module can. */
let handleOf: (map: HTMap<never, unknown>) => MapHandle;

/**
 * Opens a map that is on disk.
 *
 * @param directory The htmap directory.
 * @param tag The map's tag.
 * @param uuid The map's uuid.
 * @param classes The classes the map knows, in the process that made it.
 * @returns The map; the same object for the same map.
 * @throws {IncompleteMap} If the map was not finished being made.
 * @throws {DamagedMap} If its description is damaged.
 * @throws {UnusableDirectory} If others may write in its directory.
 */
export async function openMap<A extends unknown[], O>(
  directory: HTMapDirectory,
  tag: string,
  uuid: string,
  classes?: ClassRegistry,
): Promise<HTMap<A, O>> {
  directory.checkMap(uuid);
  const known = await settleTag(directory, directory.map(uuid)) ?? tag;
  const open = openMapOf(uuid);
  if (open) handleOf(open).retagged(known);
  const map = open ?? mapOf(await MapHandle.open(directory, known, uuid, classes));
  // The types of a map's arguments and outputs are not on disk: the caller states them.
  return map as unknown as HTMap<A, O>;
}

/**
 * Reads what is new of maps, with one question to each queue that has jobs of them.
 *
 * @param maps The maps. Of one that is gone, whoever looks at it next hears.
 */
export async function lookAt(maps: readonly HTMap[]): Promise<void> {
  // What has a handle does not depend on what the function takes and gives.
  const handles = maps.map((map) => handleOf(map as unknown as HTMap<never, unknown>));
  const looks = await Promise.allSettled(handles.map((handle) => handle.refresh()));
  await askTogether(handles.filter((_, i) => looks[i]?.status === "fulfilled"));
}

/**
 * Gives what a list of maps shows of one.
 *
 * @param map The map.
 * @returns Its overview.
 */
export function overviewOf(map: HTMap): MapOverview {
  return MapOverview.of(handleOf(map as unknown as HTMap<never, unknown>));
}

/**
 * Sums a map up: how its components waited and ran, what failed, what to do otherwise. Besides `mod.ts`, since
 * what is in it may change.
 *
 * @param map The map.
 * @returns The summary.
 * @throws {CorruptData} If a file of the map is damaged.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function summarize(map: HTMap): Promise<MapSummary> {
  const { summaryOf } = await import("./summary.ts"); // few look back
  return await summaryOf(handleOf(map as unknown as HTMap<never, unknown>));
}

/**
 * Tells what became of components, one by one: quicker than `iterSettled()`, and not to the end if the time
 * is over. Besides `mod.ts`, since it is for whoever prints very many.
 *
 * @param map The map.
 * @param options Which components, in which order, and how long to wait for all of them.
 * @returns What became of each.
 * @throws The errors of `outcomesOf`.
 */
export function readOutcomes(map: HTMap, options: OutcomeOptions): AsyncGenerator<Outcome> {
  return outcomesOf(handleOf(map as unknown as HTMap<never, unknown>), options);
}

/**
 * Lists the output files that components of a map have sent back by now.
 *
 * @param map The map.
 * @param components The components.
 * @returns What they have sent.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function* listSentBack(
  map: HTMap,
  components: readonly number[],
): AsyncGenerator<SentBack> {
  const handle = handleOf(map as unknown as HTMap<never, unknown>);
  await handle.look();
  yield* sentBack(handle, components);
}

/**
 * Opens the inputs of a map, to read those of some components.
 *
 * @param map The map.
 * @returns What reads them.
 */
export function openArguments(map: HTMap): ArgumentReader {
  return new ArgumentReader(handleOf(map as unknown as HTMap<never, unknown>));
}

/**
 * Finds out, at little cost, why none of a map's components starts.
 *
 * @param map The map.
 * @returns Why, if no machine can run its program.
 * @throws {HTCondorError} If the pool cannot be asked.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function whyNoneOfStarts(map: HTMap): Promise<string | undefined> {
  return await whyNoneStarts(handleOf(map as unknown as HTMap<never, unknown>));
}

/**
 * Opens a map for whoever watches it for long.
 *
 * @param map The map.
 * @returns What is known of it, and learns what is new.
 */
export function viewOf(map: HTMap): MapView {
  // What has a handle does not depend on what the function takes and gives.
  return new MapView(handleOf(map as unknown as HTMap<never, unknown>));
}

/**
 * Opens a map that is on disk, as {@linkcode openMap} does.
 *
 * @param directory The htmap directory.
 * @param tag The map's tag.
 * @param uuid The map's uuid.
 * @returns The map, or the error if it was never completely made or is damaged.
 * @throws {UnusableDirectory} If others may write in its directory.
 */
export async function openIfUsable(
  directory: HTMapDirectory,
  tag: string,
  uuid: string,
): Promise<HTMap | IncompleteMap | DamagedMap> {
  try {
    return await openMap(directory, tag, uuid);
  } catch (error) {
    if (error instanceof IncompleteMap || error instanceof DamagedMap) return error;
    throw error;
  }
}

function openMapOf(uuid: string): HTMap<never, unknown> | undefined {
  const open = openMaps.get(uuid)?.deref();
  return open && !handleOf(open).removed ? open : undefined;
}

/** Makes the object for a map that has just been opened, unless another call was quicker. */
function mapOf(handle: MapHandle): HTMap<never, unknown> {
  const { uuid } = handle.paths;
  const open = openMapOf(uuid);
  if (open) return open;
  const map = make(handle);
  openMaps.set(uuid, new WeakRef(map));
  return map;
}

/**
 * A map: the state of its components, and their outputs (the manual's section 6.5).
 *
 * You get one from `htmap.map`, `htmap.starmap` or `htmap.load`. Whatever looks at a map throws
 * `errors.MapWasRemoved` if it is gone. A component's index may be negative, and then counts from the
 * end; `errors.ComponentNotFound` is thrown where there is none.
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
  readonly #handle: MapHandle;
  /** The standard output of each component. */
  readonly stdout: MapStandardStream;
  /** The standard error of each component. */
  readonly stderr: MapStandardStream;
  /** The directory of the output files of each component; see `transferOutputFiles`. */
  readonly outputFiles: MapOutputFiles;

  static {
    make = (handle) => new HTMap(handle);
    handleOf = (map) => map.#handle;
  }

  private constructor(handle: MapHandle) {
    this.#handle = handle;
    handle.facade = this;
    this.stdout = standardStream(handle, "stdout");
    this.stderr = standardStream(handle, "stderr");
    this.outputFiles = outputFiles(handle);
  }

  /** The map's tag. */
  get tag(): string {
    return this.#handle.tag;
  }

  /** How many components the map has. */
  get length(): number {
    return this.#handle.length;
  }

  /** The indices of the components. */
  get components(): number[] {
    return this.#handle.components;
  }

  /** Whether the map has never been given a tag by its user, so that `htmap.clean` removes it. */
  get isTransient(): boolean {
    return this.#handle.transient;
  }

  /** Whether the map has not been removed. */
  get exists(): boolean {
    return this.#handle.exists;
  }

  /** The directory the map is kept in, for `htmap path` and other tools. */
  get paths(): MapPaths {
    return this.#handle.paths;
  }

  /**
   * Waits for the output of a component.
   *
   * @param component The component's index.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns The output.
   * @throws {errors.MapComponentError} If the component failed.
   * @throws {errors.MapComponentHeld} If the component is held.
   * @throws {errors.MapComponentRemoved} If its job was removed from the queue.
   * @throws {errors.TimeoutError} If it takes longer than the time-out.
   * @throws {errors.CorruptEventLog} If nothing can be known of its jobs any more.
   * @throws {errors.CorruptData} If its output file is damaged.
   * @throws {errors.OtherForm} If another version of htmap wrote that.
   * @throws {errors.InvalidArgument} If there is no such option, or the time-out is no number from 0.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async get(component: number, options: WaitOptions = {}): Promise<O> {
    checkOptionKeys("get()", options, ["timeout", "signal"]);
    return this.#typed(await outputOf(this.#handle, component, options));
  }

  /**
   * Gives the output of a component that has finished; does not wait.
   *
   * @param component The component's index.
   * @returns The output.
   * @throws {errors.OutputNotFound} If the component has not finished.
   * @throws {errors.MapComponentError} If the component failed.
   * @throws {errors.MapComponentHeld} If the component is held.
   * @throws {errors.MapComponentRemoved} If its job was removed from the queue.
   * @throws {errors.CorruptData} If its output file is damaged.
   * @throws {errors.OtherForm} If another version of htmap wrote that.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async at(component: number): Promise<O> {
    return this.#typed(await outputNow(this.#handle, component));
  }

  /**
   * Gives the outputs of some components; does not wait.
   *
   * @param start The first component.
   * @param end The one after the last.
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
    for (const component of this.components) {
      outputs.push(this.#typed(await this.#handle.results.output(component)));
    }
    return outputs;
  }

  /** Gives the outputs in the order of the inputs, waiting for each, as {@linkcode iter} does. */
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
    for await (const component of asAvailable(this.#handle, options)) {
      yield this.#typed(await this.#handle.results.output(component));
    }
  }

  /** As {@linkcode iterAsAvailable}, each output with the arguments it came from. */
  async *iterAsAvailableWithInputs(options: WaitOptions = {}): AsyncGenerator<[A, O]> {
    const inputs = await Array.fromAsync(this.iterInputs());
    for await (const component of asAvailable(this.#handle, options)) {
      const input = inputs[component];
      if (input) yield [input, this.#typed(await this.#handle.results.output(component))];
    }
  }

  /**
   * Waits for all components, and tells what became of each, as `Promise.allSettled` does: that one failed,
   * is held or was removed ends nothing.
   *
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns What became of each component, in order.
   * @throws {errors.TimeoutError} If it takes longer than the time-out.
   * @throws {errors.InvalidArgument} If there is no such option, or the time-out is no number from 0.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async settled(options: WaitOptions = {}): Promise<SettledComponent<O>[]> {
    checkOptionKeys("settled()", options, ["timeout", "signal"]);
    await waitUntilSettled(this.#handle, options);
    return await Array.fromAsync(this.iterSettled(options));
  }

  /**
   * As {@linkcode settled}, one after the other, each as soon as it and those before it are known: for maps
   * whose outputs need not all be in memory.
   *
   * @param options How long to wait for all at most, in milliseconds, and a signal to stop.
   * @returns What became of each component, in order.
   * @throws The errors of {@linkcode settled}.
   */
  async *iterSettled(options: WaitOptions = {}): AsyncGenerator<SettledComponent<O>> {
    checkOptionKeys("iterSettled()", options, ["timeout", "signal"]);
    // The outputs are of this type, as those of get() are.
    for await (const one of settledOf(this.#handle, options)) yield one as SettledComponent<O>;
  }

  /**
   * Tells whether a component has an output that is equal to a value; does not wait. Outputs are copies of
   * what the function returned, so that what is in them is compared (as `isDeepStrictEqual` of `node:util`
   * does; 0 and -0 are equal). They are looked at in order, up to the first that is equal.
   *
   * @param value The value.
   * @throws {errors.OutputNotFound} If a component that is looked at has not finished.
   * @throws The other errors of {@linkcode at}.
   */
  async includes(value: O): Promise<boolean> {
    return await this.indexOf(value) >= 0;
  }

  /**
   * Finds the first component whose output is equal to a value, as {@linkcode includes} looks for it.
   *
   * @param value The value.
   * @param start The first component to look at; a negative one counts from the end.
   * @param end The one after the last, likewise.
   * @returns Its index, or -1 if there is none.
   * @throws The errors of {@linkcode includes}.
   */
  async indexOf(value: O, start?: number, end?: number): Promise<number> {
    for await (const found of componentsWith(this.#handle, value, start, end)) return found;
    return -1;
  }

  /**
   * Counts the components whose output is equal to a value, as {@linkcode includes} looks for it.
   *
   * @param value The value.
   * @throws The errors of {@linkcode includes}.
   */
  async count(value: O): Promise<number> {
    return (await Array.fromAsync(componentsWith(this.#handle, value))).length;
  }

  /**
   * Gives the arguments of each component.
   *
   * @returns The arguments, as tuples, in order.
   * @throws {errors.CorruptData} If an input file is damaged.
   * @throws {errors.OtherForm} If another version of htmap wrote that.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async *iterInputs(): AsyncGenerator<A> {
    // They were of this type when the map was made, and the codec gives back what it was given.
    for await (const args of inputsOf(this.#handle)) yield args as A;
  }

  /**
   * Waits until all components have finished.
   *
   * @param options How long to wait at most, in milliseconds, what may go wrong meanwhile, and whether
   *   to show a progress bar.
   * @throws {errors.MapComponentError} If a component failed, unless `errorsOk`.
   * @throws {errors.MapComponentHeld} If a component is held, unless `holdsOk`.
   * @throws {errors.MapComponentRemoved} If the job of a component was removed from the queue.
   * @throws {errors.TimeoutError} If it takes longer than the time-out.
   * @throws {errors.CorruptEventLog} If nothing can be known of its jobs any more.
   * @throws {errors.InvalidArgument} If there is no such option, or the time-out is no number from 0.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async wait(options: WaitForMapOptions = {}): Promise<void> {
    await waitForMap(this.#handle, options);
  }

  /**
   * Tells whether all outputs are here.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async isDone(): Promise<boolean> {
    return (await this.componentStatuses()).every((status) => status === "COMPLETED");
  }

  /**
   * Tells whether any component may still run: not completed, failed or removed.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async isActive(): Promise<boolean> {
    return (await this.componentStatuses()).some(mayRun);
  }

  /**
   * Gives the state of each component, in order.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async componentStatuses(): Promise<ComponentStatus[]> {
    return await states.statusesOf(this.#handle);
  }

  /**
   * Gives the indices of the components in each state.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async componentsByStatus(): Promise<Record<ComponentStatus, number[]>> {
    return await states.byStatus(this.#handle);
  }

  /**
   * Counts how many components are in each state.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async statusCounts(): Promise<ReadonlyMap<ComponentStatus, number>> {
    return await states.countsOf(this.#handle);
  }

  /**
   * Writes a line that says how many components are in each state.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async status(): Promise<string> {
    return await states.statusLine(this.#handle);
  }

  /**
   * Tells why components are held, by index, for those that are.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async holds(): Promise<Map<number, ComponentHold>> {
    return await states.holdsOf(this.#handle);
  }

  /**
   * Writes a table of the held components and why they are held.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async holdReport(): Promise<string> {
    return ComponentHold.table(await this.holds());
  }

  /**
   * Tells why components wait, where that can be known: what they ask for that no machine of the pool has,
   * what HTCondor's own analysis says of their requirements, or that all machines are taken.
   *
   * @returns Why, and what to do, a line for each kind of them; `undefined` if none waits, or nothing is known
   *   but that they do.
   * @throws {errors.HTCondorError} If the pool cannot be asked.
   * @throws {errors.CorruptData} If what the map was submitted with is damaged.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async idleReason(): Promise<string | undefined> {
    return await idleReason(this.#handle);
  }

  /**
   * Gives the errors of the components that failed so far, by index.
   *
   * @throws {errors.CorruptData} If the output file of one is damaged.
   * @throws {errors.OtherForm} If another version of htmap wrote that.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async errors(): Promise<Map<number, ComponentError<HTMap<A, O>>>> {
    const errors = await states.errorsOf(this.#handle);
    // They name the object that the handle is of, which is this one.
    return errors as Map<number, ComponentError<HTMap<A, O>>>;
  }

  /**
   * Gives the error reports of the components that failed so far.
   *
   * @throws The errors of {@linkcode errors}.
   */
  async errorReports(): Promise<string[]> {
    return [...(await this.errors()).values()].map((error) => error.report());
  }

  /**
   * Waits for a component to fail.
   *
   * @param component The component's index.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns Its error.
   * @throws {errors.ExpectedError} If the component succeeded.
   * @throws {errors.MapComponentHeld} If the component is held.
   * @throws {errors.MapComponentRemoved} If its job was removed from the queue.
   * @throws {errors.TimeoutError} If it takes longer than the time-out.
   * @throws {errors.CorruptEventLog} If nothing can be known of its jobs any more.
   * @throws {errors.CorruptData} If its output file is damaged.
   * @throws {errors.OtherForm} If another version of htmap wrote that.
   * @throws {errors.InvalidArgument} If the time-out is no number from 0.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async getError(
    component: number,
    options: WaitOptions = {},
  ): Promise<ComponentError<HTMap<A, O>>> {
    const error = await states.errorOf(this.#handle, component, options);
    return error as ComponentError<HTMap<A, O>>; // it names the object that the handle is of
  }

  /**
   * Gives the peak memory of each component so far, in MB; 0 if HTCondor has not reported it.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async memoryUsage(): Promise<number[]> {
    return await states.memoryOf(this.#handle);
  }

  /**
   * Gives the processor time of each finished component, user and system, in milliseconds: as it was measured
   * where it ran, what it started included; for one that died, as HTCondor measured it of its job, in whole
   * seconds. It is 0 for those that have not finished.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async runtime(): Promise<number[]> {
    return await processorTimes(this.#handle);
  }

  /**
   * Tells where and when each component ran, and how long; of those that run now, where and since when.
   *
   * @returns The run of each component, in order.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async runs(): Promise<ComponentRun[]> {
    return await runsOf(this.#handle);
  }

  /**
   * Waits for the map, and copies the output files of its components into one directory; as
   * `outputFiles.collectFiles`, which says more of it.
   *
   * @param directory The directory; it is made if it is not there.
   * @param options How to wait, as for {@linkcode wait}, and where files go.
   * @returns The paths of the files that are there now, in the order of the components.
   * @throws {errors.InvalidArgument} If another file is there already and `overwrite` is not given, or if two
   *   would be one. Nothing is written then.
   * @throws {errors.CannotWrite} If the disk is full, or the place is not writable. What was written is whole.
   * @throws The errors of {@linkcode wait}.
   */
  async collectFiles(
    directory: string | URL | TransferPath,
    options?: CollectOptions,
  ): Promise<string[]> {
    return await this.outputFiles.collectFiles(directory, options);
  }

  /**
   * Gives the size of all the map's files on this machine, in bytes.
   *
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async localData(): Promise<number> {
    this.#handle.throwIfRemoved();
    return await directorySize(this.paths.root);
  }

  /**
   * Removes the map: its jobs from the queue, then all its files. One that is gone already is no error.
   *
   * @param options.force Whether to remove the files without waiting for the jobs to be gone.
   * @param options.signal Stops it; `htmap.clean` removes what is left then.
   * @throws {errors.HTCondorError} If HTCondor does not remove the jobs, unless `force`.
   * @throws {errors.MapIsBusy} If another process is submitting jobs of the map, unless `force`.
   * @throws {errors.UnusableDirectory} If others may write in the map's directory.
   * @throws {errors.InvalidArgument} If there is no such option.
   */
  async remove(options: { force?: boolean; signal?: AbortSignal } = {}): Promise<void> {
    checkOptionKeys("remove()", options, ["force", "signal"]);
    const { force = false, signal } = options;
    if (this.#handle.removed) return;
    await this.#handle.checkForAct();
    await removeMap(this.#handle, { force, signal });
    this.#handle.removed = true;
    openMaps.delete(this.paths.uuid);
  }

  /**
   * Holds the components: they do not run until they are released.
   *
   * @param options A signal to stop waiting for it.
   * @throws {errors.InvalidArgument} If there is no such option.
   * @throws {errors.HTCondorError} If HTCondor does not do it.
   * @throws {errors.UnusableDirectory} If others may write in the map's directory.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async hold(options: ActOptions = {}): Promise<void> {
    await act(this.#handle, "hold", options);
  }

  /**
   * Releases held components: they may run again.
   *
   * @param options A signal to stop waiting for it.
   * @throws The errors of {@linkcode hold}.
   */
  async release(options: ActOptions = {}): Promise<void> {
    await act(this.#handle, "release", options);
  }

  /**
   * Releases the held components, and has them ask for more before: those that took too much memory or disk
   * space for twice as much, or all of them for what is given.
   *
   * @param options What they are to ask for, and a signal to stop waiting for it.
   * @returns The components, those together that ask for the same now; none if none was held.
   * @throws {errors.InvalidOption} If an amount is not a whole number above 0.
   * @throws The errors of {@linkcode hold}.
   *
   * @example
   * ```ts
   * import * as htmap from "htmap";
   *
   * const doubled = await htmap.map((x: number) => 2 * x, [1, 2]);
   * await doubled.hold();
   * for (const { components, memory } of await doubled.retry({ memory: 512 })) {
   *   console.log(`Components ${components} now ask for ${memory} MB`);
   * }
   * console.log(await doubled.toArray()); // [2, 4]
   * await doubled.remove();
   * ```
   */
  async retry(options: RetryOptions = {}): Promise<RetriedComponents[]> {
    return await retryHeld(this.#handle, options);
  }

  /**
   * Pauses the running components; they keep their machines.
   *
   * @param options A signal to stop waiting for it.
   * @throws The errors of {@linkcode hold}.
   */
  async pause(options: ActOptions = {}): Promise<void> {
    await act(this.#handle, "pause", options);
  }

  /**
   * Lets paused components go on.
   *
   * @param options A signal to stop waiting for it.
   * @throws The errors of {@linkcode hold}.
   */
  async resume(options: ActOptions = {}): Promise<void> {
    await act(this.#handle, "resume", options);
  }

  /**
   * Takes the running components off their machines; they run again elsewhere.
   *
   * @param options A signal to stop waiting for it.
   * @throws The errors of {@linkcode hold}.
   */
  async vacate(options: ActOptions = {}): Promise<void> {
    await act(this.#handle, "vacate", options);
  }

  /**
   * Changes how much memory each component asks for. Running components keep what they have, as do those
   * that are UNMATERIALIZED where each has a value of its own, which nobody can change.
   *
   * @param megabytes The memory, in MB: a whole number above 0.
   * @param options A signal to stop waiting for it.
   * @throws {errors.InvalidOption} If it is no such number.
   * @throws The errors of {@linkcode hold}.
   */
  async setMemory(megabytes: number, options: ActOptions = {}): Promise<void> {
    await edit(this.#handle, "RequestMemory", megabytes, options);
  }

  /**
   * Changes how much disk space each component asks for. It goes for those that {@linkcode setMemory}
   * goes for.
   *
   * @param kilobytes The disk space, in KB: a whole number above 0.
   * @param options A signal to stop waiting for it.
   * @throws {errors.InvalidOption} If it is no such number.
   * @throws The errors of {@linkcode hold}.
   */
  async setDisk(kilobytes: number, options: ActOptions = {}): Promise<void> {
    await edit(this.#handle, "RequestDisk", kilobytes, options);
  }

  /**
   * Runs components again from scratch, with the function and the options that the map had last, or with
   * others in their place. What the other components have brought back stays, and so does what these have
   * until they bring back something new.
   *
   * @param components The components: a list of indices, or `"errored"` or `"removed"` for all that are so
   *   now; all of the map if not given.
   * @param options The function and the options that are new, how many components a job runs, and a signal
   *   to stop. What HTCondor has taken by then runs.
   * @returns The components that run again, in order. Of a map of an earlier version of htmap, they are all
   *   that share their jobs.
   * @throws {errors.InvalidOption} If a job cannot run so many, or a map option cannot be used.
   * @throws {errors.ReservedOptionKeyword} If a map option is one that htmap sets itself.
   * @throws {errors.MisalignedInputData} If a variadic map option has not one value a component of the map.
   * @throws {errors.CannotCapture} If the function cannot travel.
   * @throws {errors.CannotRerunComponents} If some of them are still in the queue.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.InvalidArgument} If the components are no list, a component's input is none for the
   *   function, or there is no such option.
   * @throws {errors.HTCondorError} If HTCondor does not take the jobs.
   * @throws {errors.MapIsBusy} If another process has long been submitting jobs of the map.
   * @throws {errors.CannotWrite} If the disk is full.
   * @throws {errors.CorruptData} If the files that say how to submit are damaged.
   * @throws {errors.OtherForm} If another version of htmap made the map.
   * @throws {errors.UnusableDirectory} If others may write in the map's directory.
   * @throws {errors.MapWasRemoved} If the map was removed.
   *
   * @example
   * ```ts
   * import * as htmap from "htmap";
   *
   * const inverse = (x: bigint) => 1n / x;
   * const inverses = await htmap.map(inverse, [1n, 0n]);
   * await inverses.wait({ errorsOk: true });
   * const mended = (x: bigint) => x === 0n ? 0n : 1n / x;
   * console.log(await inverses.rerun("errored", { with: mended })); // [1]
   * console.log(await inverses.toArray()); // [1n, 0n]
   * await inverses.remove();
   * ```
   */
  async rerun(components?: RerunSelection, options: RerunOptions<A, O> = {}): Promise<number[]> {
    const known = ["with", "mapOptions", "chunk", "quiet", "signal"];
    checkOptionKeys("rerun()", options, known);
    if (!isStateSelection(components) && components !== undefined) {
      const advice = "Give rerun() a list of their indices, such as [0, 3]";
      checkIterable("The components", components, advice);
    }
    await this.#handle.checkForAct();
    const selection = isStateSelection(components)
      ? components
      : Array.from(components ?? this.components, (one) => this.#handle.index(one));
    return await rerun(this.#handle, selection, options);
  }

  /**
   * Lists the versions of the map: its function and its options as they were when it was made, and as they
   * became when components ran again with others.
   *
   * @returns The versions, in order, each with its components.
   * @throws {errors.CorruptData} If a file that says so is damaged.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async versions(): Promise<MapVersion[]> {
    return await versionsOf(this.#handle);
  }

  /**
   * Tells which version of the map a component ran with last, or runs with now.
   *
   * @param component The component's index.
   * @returns The version's number, counted from 1.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async versionOf(component: number): Promise<number> {
    return await versionOf(this.#handle, component);
  }

  /**
   * Gives the map another tag, which makes it persistent. The old tag is free at once.
   *
   * @param tag The new tag.
   * @throws {errors.InvalidTag} If it cannot be one.
   * @throws {errors.TagAlreadyExists} If it is in use.
   * @throws {errors.CannotRetagMap} If another process has retagged the map, or is removing it.
   * @throws {errors.CannotWrite} If the disk is full.
   * @throws {errors.UnusableDirectory} If others may write in the map's directory.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  async retag(tag: string): Promise<void> {
    await retag(this.#handle, tag);
  }

  /** Names the map, as in `HTMap(tag = dbl)`. */
  toString(): string {
    return `HTMap(tag = ${this.tag})`;
  }

  /** Names the map for `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** Shows the map in a notebook, with the states of its components. */
  async [DISPLAY](): Promise<Record<string, string>> {
    return { ...await displayOfMap(this.#handle) };
  }

  /** What the function returned is of this type, and the codec gives back what it was given. */
  #typed(output: unknown): O {
    return output as O;
  }
}
