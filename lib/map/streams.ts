/**
 * What components wrote: standard output and error, and output files.
 *
 * @module
 */

import { checkOptionKeys } from "../base/arguments.ts";
import { OutputNotFound } from "../base/errors.ts";
import type { ActOptions, WaitOptions } from "../base/wait_options.ts";
import type { TransferPath } from "../base/transfer_path.ts";
import type { StreamName } from "../wire/names.ts";
import { collectFiles, type CollectOptions } from "./collect_files.ts";
import type { MapHandle } from "./handle.ts";
import { outputSoFar } from "./output_so_far.ts";
import { readStream, streamPieces } from "./stream_files.ts";
import { waitForEnd } from "./waiting.ts";

/** A value a component: indexable, with `get` to wait and `at` not to, and loopable. */
export interface ComponentSequence<T> extends AsyncIterable<T> {
  /** How many components there are. */
  readonly length: number;

  /**
   * Waits until the component has finished.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns What belongs to the component.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.MapComponentHeld} If the component is held.
   * @throws {errors.MapComponentRemoved} If its job was removed from the queue.
   * @throws {errors.MapWasRemoved} If the map was removed.
   * @throws {errors.OutputNotFound} If it has finished, and left nothing of this kind.
   * @throws {errors.TimeoutError} If it takes longer than the time-out.
   * @throws {errors.CorruptEventLog} If nothing can be known of its jobs any more.
   * @throws {errors.InvalidArgument} If the time-out is not a number from 0.
   */
  get(component: number, options?: WaitOptions): Promise<T>;

  /**
   * Does not wait.
   *
   * @param component The component's index; a negative one counts from the end.
   * @returns What belongs to the component.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.OutputNotFound} If it is not here yet.
   */
  at(component: number): Promise<T>;
}

/** Options of looking at what a component has written until now. */
export interface SoFarOptions extends ActOptions {
  /**
   * How much of its end to give at most, in bytes.
   *
   * @default {67_108_864}
   */
  readonly bytes?: number | undefined;
}

/** The standard output, or error, of each component of a map. */
export interface MapStandardStream extends ComponentSequence<string> {
  /** Which of the two it is. */
  readonly name: "stdout" | "stderr";

  /**
   * Waits until the component has finished, and gives what it wrote as it is: as bytes, which need not
   * be text, and piece by piece, so that it may be larger than memory.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns The bytes, in pieces.
   * @throws The errors of {@linkcode get}.
   */
  bytes(component: number, options?: WaitOptions): AsyncGenerator<Uint8Array>;

  /**
   * Gives the end of what the component has written until now, also while it runs: on a pool it is fetched
   * from the machine that it runs on, by `condor_tail`. Components that share a job share that until it ends.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How much of it at most, in bytes (64 MB if not said), and a signal to stop.
   * @returns The text; empty if it has written nothing, or has not begun.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.HTCondorError} If the machine that it runs on cannot be asked.
   * @throws {errors.InvalidArgument} If there is no such option.
   * @throws {errors.MapWasRemoved} If the map was removed.
   */
  soFar(component: number, options?: SoFarOptions): Promise<string>;
}

/** The directory of the output files of each component of a map. */
export interface MapOutputFiles extends ComponentSequence<string> {
  /**
   * Waits for the whole map, or for some of its components, and copies their output files into one directory:
   * those of component 3 into its directory `3`, each under the path it has there. With `flat` all are put
   * beside each other, if their names let them, and `name` says what else they are called. What was copied
   * before is not copied again.
   *
   * Components that have sent no files, or all of them elsewhere, have no directory.
   *
   * @param directory The directory; it is made if it is not there.
   * @param options How to wait, as for `wait()`, and where files go.
   * @returns The paths of the files that are there now, in the order of the components.
   * @throws {errors.InvalidArgument} If another file is there already and `overwrite` is not given, or if two
   *   would be one. Nothing is written then.
   * @throws {errors.ComponentNotFound} If there is no such component.
   * @throws {errors.CannotWrite} If the disk is full, or the place is not writable. What was written is whole.
   * @throws The errors of `wait()`.
   */
  collectFiles(
    directory: string | URL | TransferPath,
    options?: CollectOptions,
  ): Promise<string[]>;
}

/**
 * Makes a sequence of something of each component.
 *
 * @param handle The map.
 * @param read Reads what belongs to a component, if it is here.
 * @returns The sequence.
 */
function sequence<T>(
  handle: MapHandle,
  read: (component: number) => Promise<T>,
): ComponentSequence<T> {
  const get = async (component: number, options: WaitOptions = {}): Promise<T> => {
    const index = await waitForEnd(handle, component, options);
    return await read(index);
  };
  return {
    length: handle.length,
    get,
    at: async (component) => await read(handle.index(component)),
    async *[Symbol.asyncIterator](): AsyncGenerator<T> {
      for (const component of handle.components) yield await get(component);
    },
  };
}

/**
 * Opens a standard stream of all components of a map.
 *
 * @param handle The map.
 * @param name The stream.
 * @returns The stream.
 */
export function standardStream(handle: MapHandle, name: StreamName): MapStandardStream {
  const text = async (component: number): Promise<string> =>
    await readStream(handle.state, name, component) ?? notHere(name, component);
  return {
    ...sequence(handle, text),
    name,
    bytes: (component, options) => streamBytes(handle, name, component, options),
    soFar: async (component, options = {}) => {
      checkOptionKeys("soFar()", options, ["bytes", "signal"]);
      const index = handle.index(component);
      await handle.look(options.signal);
      return (await outputSoFar(handle, index, name, options))?.text ?? "";
    },
  };
}

/**
 * Opens the output files of all components of a map.
 *
 * @param handle The map.
 * @returns For each component the directory of its files.
 */
export function outputFiles(handle: MapHandle): MapOutputFiles {
  const directories = sequence(handle, async (component) => {
    const path = handle.paths.outputFiles(component, handle.state.submissionOf(component));
    try {
      if ((await Deno.lstat(path)).isDirectory) return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    throw new OutputNotFound(
      `Component ${component} has sent no output files back. Call htmap.transferOutputFiles in the mapped function`,
    );
  });
  return {
    ...directories,
    collectFiles: (directory, options) => collectFiles(handle, directory, options),
  };
}

async function* streamBytes(
  handle: MapHandle,
  name: StreamName,
  component: number,
  options: WaitOptions = {},
): AsyncGenerator<Uint8Array> {
  const index = await waitForEnd(handle, component, options);
  try {
    for await (const piece of streamPieces(handle.state, name, index)) {
      options.signal?.throwIfAborted();
      yield piece;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) notHere(name, index);
    throw error;
  }
}

function notHere(name: StreamName, component: number): never {
  throw new OutputNotFound(
    `The ${name} of component ${component} is not here yet. Wait for it with ${name}.get(${component})`,
  );
}
