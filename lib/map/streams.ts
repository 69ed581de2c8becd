/**
 * What components wrote: standard output and error, and output files.
 *
 * @module
 */

import { OutputNotFound } from "../base/errors.ts";
import { chunkOf, jobOf } from "../wire/layout.ts";
import type { WaitOptions } from "../base/wait_options.ts";
import { readOutputs } from "../store/output_files.ts";
import type { MapPaths } from "../store/paths.ts";
import type { MapState } from "./state.ts";

/** How many bytes of a stream are read at once. */
const PIECE = 1 << 16;

/** What a sequence over a map's components needs of the map. */
export interface SequenceContext {
  readonly paths: MapPaths;
  readonly state: MapState;
  /** Turns an index that may count from the end into one that counts from the start. */
  index(component: number): number;
  /** Waits until a component has finished. */
  ended(component: number, options: WaitOptions): Promise<void>;
}

/** A value a component: indexable, with `get` to wait and `at` not to, and loopable. */
export abstract class ComponentSequence<T> implements AsyncIterable<T> {
  /** @ignore */
  protected readonly context: SequenceContext;

  /** @ignore Users get a sequence from a map. */
  constructor(context: SequenceContext) {
    this.context = context;
  }

  /** How many components there are. */
  get length(): number {
    return this.context.state.layout.components;
  }

  /**
   * Waits until the component has finished.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns What belongs to the component.
   * @throws {TimeoutError} If it takes longer than the time-out.
   */
  async get(component: number, options: WaitOptions = {}): Promise<T> {
    const index = this.context.index(component);
    await this.context.ended(index, options);
    return await this.read(index);
  }

  /**
   * Does not wait.
   *
   * @param component The component's index; a negative one counts from the end.
   * @returns What belongs to the component.
   * @throws {OutputNotFound} If it is not here yet.
   */
  async at(component: number): Promise<T> {
    return await this.read(this.context.index(component));
  }

  /** Gives what belongs to each component, in order, waiting for each. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let component = 0; component < this.length; component++) yield await this.get(component);
  }

  /** Reads what belongs to a component, if it is here. */
  protected abstract read(component: number): Promise<T>;
}

/** The standard output, or error, of each component of a map. */
export class MapStandardStream extends ComponentSequence<string> {
  /** Takes the name of the stream, and the map it is of. */
  /** @ignore Users get it from a map. */
  constructor(readonly name: "stdout" | "stderr", context: SequenceContext) {
    super(context);
  }

  /** Reads what a component wrote. */
  protected override async read(component: number): Promise<string> {
    const text = await readStream(this.context.state, this.name, component);
    if (text !== undefined) return text;
    throw this.#notHere(component);
  }

  /**
   * Waits until the component has finished, and gives what it wrote as it is: as bytes, which need not
   * be text, and piece by piece, so that it may be larger than memory.
   *
   * @param component The component's index; a negative one counts from the end.
   * @param options How long to wait at most, in milliseconds, and a signal to stop.
   * @returns The bytes, in pieces.
   * @throws {TimeoutError} If it takes longer than the time-out.
   */
  async *bytes(component: number, options: WaitOptions = {}): AsyncGenerator<Uint8Array> {
    const index = this.context.index(component);
    await this.context.ended(index, options);
    const { state } = this.context;
    const job = jobOf(state.layout, index);
    let file: Deno.FsFile;
    try {
      file = await Deno.open(state.paths[this.name](job, state.submissionOf(index)));
    } catch (error) {
      throw error instanceof Deno.errors.NotFound ? this.#notHere(index) : error;
    }
    using _closed = file;
    const [start, end] = rangeOf(state, job, index, this.name) ?? [0, Infinity];
    await file.seek(start, Deno.SeekMode.Start);
    for (let left = end - start; left > 0;) {
      const piece = new Uint8Array(Math.min(left, PIECE));
      const count = await file.read(piece);
      if (count === null) return;
      left -= count;
      options.signal?.throwIfAborted();
      yield piece.subarray(0, count);
    }
  }

  #notHere(component: number): OutputNotFound {
    return new OutputNotFound(
      `The ${this.name} of component ${component} is not here yet. Wait for it with ${this.name}.get(${component})`,
    );
  }
}

/** The directory of the output files of each component of a map. */
export class MapOutputFiles extends ComponentSequence<string> {
  /** Finds the directory of a component's files. */
  protected override async read(component: number): Promise<string> {
    const { paths, state } = this.context;
    const path = paths.outputFiles(component, state.submissionOf(component));
    try {
      if ((await Deno.lstat(path)).isDirectory) return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    throw new OutputNotFound(
      `Component ${component} has sent no output files back. Call htmap.transferOutputFiles in the mapped function`,
    );
  }
}

/**
 * Reads what a component wrote to a standard stream.
 *
 * @param state The map's state.
 * @param name The stream.
 * @param component The component.
 * @returns The text, or `undefined` if the job has not sent it back yet.
 */
export async function readStream(
  state: MapState,
  name: "stdout" | "stderr",
  component: number,
): Promise<string | undefined> {
  const job = jobOf(state.layout, component);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(state.paths[name](job, state.submissionOf(component)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const [start, end] = rangeOf(state, job, component, name) ?? [0, bytes.length];
  return new TextDecoder().decode(bytes.subarray(start, end));
}

/** Where a component's part of its job's stream is; `undefined` for all of it. */
function rangeOf(
  state: MapState,
  job: number,
  component: number,
  name: "stdout" | "stderr",
): readonly [number, number] | undefined {
  const [first, end] = chunkOf(state.layout, job);
  if (end - first === 1) return undefined;
  try {
    const { records } = readOutputs(state.paths, job, state.submissionOf(component));
    const own = records.find((record) => record.component === component);
    if (own) return own[name];
    // It did not finish: what its job wrote after the last one that did is its.
    const last = records.at(-1)?.[name]?.[1];
    return last === undefined ? undefined : [last, Infinity];
  } catch (error) {
    if (error instanceof OutputNotFound) return undefined;
    throw error;
  }
}
