/**
 * The inputs of a map on disk: files of the inputs of some jobs each, the components' arguments one
 * after the other.
 *
 * @module
 */

import {
  type Arrival,
  type ClassRegistry,
  decode,
  encode,
  type FilesFound,
} from "../codec/codec.ts";
import { CorruptData } from "../base/errors.ts";
import { asCannotWrite, isThere } from "../base/files.ts";
import type { TransferPath } from "../base/transfer_path.ts";
import { jobCount, type JobLayout } from "../wire/layout.ts";
import type { MapPaths } from "./paths.ts";
import { checkRecordHeader, readRecords, recordFile } from "../wire/records.ts";

/** An input file is ended once it has this many bytes, since all of its jobs get all of it, */
const FILE_SIZE = 16 * 1024;
/** or the inputs of this many jobs. */
const FILE_JOBS = 128;

/** While it is still to be found how many components a job runs, this many bytes of inputs are held back, */
const HELD_SIZE = 16 * 1024 * 1024;
/** or this many inputs. */
const HELD_INPUTS = 100_000;

/** Says how many components a job runs of so many, or more. */
export type ChunkRule = (components: number) => number;

/** How a file is sent along, and found again. */
export interface PlacedFile extends Arrival {
  /** What is sent: a path, a URL, or the name of a link in the map's directory. */
  readonly sent: string;
}

/** Says how the files are sent that paths in inputs lead to. */
export interface FilePlacer {
  /** Finds how a file is sent. */
  place(path: TransferPath): PlacedFile;
}

/** What was written: how the components are dealt to jobs, and the jobs to files. */
export interface WrittenInputs {
  readonly layout: JobLayout;
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
  /** The files that paths in the inputs of each component lead to; `undefined` if there are none. */
  readonly argumentFiles: readonly (readonly string[])[] | undefined;
}

/** Writes inputs as they come; only those of one file are in memory at a time. */
export class InputWriter {
  /** How many components have been added. */
  components = 0;
  readonly #starts: number[] = [];
  #records: Uint8Array[] = [];
  #size = 0;
  /** The first job of the file that is being filled. */
  #start = 0;
  /** How many components a job runs; a rule while that depends on how many there are. */
  #chunk: number | ChunkRule;
  #held: Uint8Array[] = [];
  #heldSize = 0;
  /** The files of the components that have any. */
  readonly #files = new Map<number, readonly string[]>();

  /**
   * @param paths The map.
   * @param chunk How many components a job runs.
   * @param classes The classes the map knows.
   * @param placer Says how files are sent.
   */
  constructor(
    readonly paths: MapPaths,
    chunk: number | ChunkRule,
    readonly classes: ClassRegistry,
    readonly placer?: FilePlacer,
  ) {
    this.#chunk = chunk;
  }

  /**
   * Adds a component; the next may be added when this is done.
   *
   * @param args Its arguments.
   * @throws {CannotSerialize} If an argument cannot be written; says which component's, and where in it.
   * @throws {InvalidArgument} If a file in it could not be told from another where it is used.
   */
  async add(args: readonly unknown[]): Promise<void> {
    const { classes, placer } = this;
    const component = this.components;
    const sent = new Set<string>();
    const files = placer && {
      send(path: TransferPath): PlacedFile {
        const placed = placer.place(path);
        sent.add(placed.sent);
        return placed;
      },
    };
    const write = (): Uint8Array => encode(args, { classes, files, path: [`input ${component}`] });
    // Private members of live instances can only be read by waiting for the engine.
    const content = classes.withPrivates ? await classes.withPrivates(write) : write();
    this.components++;
    if (sent.size > 0) this.#files.set(component, [...sent]);
    if (typeof this.#chunk === "number") return this.#put(component, content, this.#chunk);
    this.#held.push(content);
    this.#heldSize += content.length;
    if (this.#heldSize >= HELD_SIZE || this.#held.length >= HELD_INPUTS) this.#settleChunk();
  }

  /** Finds how many components a job runs, and puts those where they belong that were held back. */
  #settleChunk(): number {
    if (typeof this.#chunk === "number") return this.#chunk;
    const chunk = this.#chunk = this.#chunk(this.components);
    this.#held.forEach((content, component) => this.#put(component, content, chunk));
    this.#held = [];
    return chunk;
  }

  #put(component: number, content: Uint8Array, chunk: number): void {
    const job = Math.floor(component / chunk);
    const beginsJob = component % chunk === 0;
    const isFull = this.#size >= FILE_SIZE || job - this.#start >= FILE_JOBS;
    if (beginsJob && isFull) this.#flush(job);
    this.#records.push(encode([job, component]), content);
    this.#size += content.length;
  }

  /**
   * Writes what is left.
   *
   * @returns What was written.
   */
  finish(): WrittenInputs {
    const layout = { components: this.components, chunk: this.#settleChunk() };
    if (this.#records.length > 0) this.#flush(jobCount(layout));
    const { components } = layout;
    const argumentFiles = this.#files.size === 0
      ? undefined
      : Array.from({ length: components }, (_, component) => this.#files.get(component) ?? []);
    return { layout, inputStarts: this.#starts, argumentFiles };
  }

  #flush(next: number): void {
    const path = this.paths.input(this.#start);
    try {
      // No flush to disk: until all are written the map is not whole, and a lost one is no loss.
      Deno.writeFileSync(path, recordFile("input", this.#records), { mode: 0o600 });
    } catch (error) {
      throw asCannotWrite(path, error);
    }
    this.#starts.push(this.#start);
    this.#records = [];
    this.#size = 0;
    this.#start = next;
  }
}

/** A component's arguments, still encoded, as an input file has them. */
export interface StoredCall {
  readonly job: number;
  readonly component: number;
  /** The arguments: each is decoded only when its turn comes. */
  readonly content: Uint8Array;
}

/**
 * Takes an input file apart.
 *
 * @param bytes Its bytes.
 * @param source What to call it in an error.
 * @returns The arguments of each component in it, in order.
 * @throws {CorruptData} If it is not what htmap wrote.
 */
export function* readCalls(bytes: Uint8Array, source: string): Generator<StoredCall> {
  let place: readonly [job: number, component: number] | undefined;
  for (const content of readRecords(bytes, "input", source)) {
    if (!place) {
      place = asPlace(decode(content, { source }), source);
      continue;
    }
    const [job, component] = place;
    place = undefined;
    yield { job, component, content };
  }
}

/** No header of a record file is longer. */
const LONGEST_HEADER = 64;

/**
 * Checks that this version of htmap can read the inputs of a map. One file is as good as all, and only
 * what it begins with is read; whether it is there is for the jobs to say.
 *
 * @param paths The map.
 * @param inputStarts The first job of each of its input files.
 * @throws {OtherForm} If another version of htmap wrote them.
 * @throws {CorruptData} If they are no inputs.
 */
export async function checkInputs(paths: MapPaths, inputStarts: readonly number[]): Promise<void> {
  const [first] = inputStarts;
  if (first === undefined) return;
  const source = paths.input(first);
  if (!isThere(source)) return;
  using file = await Deno.open(source);
  const head = new Uint8Array(LONGEST_HEADER);
  checkRecordHeader(head.subarray(0, await file.read(head) ?? 0), "input", source);
}

/**
 * Decodes the arguments of a component.
 *
 * @param call What its input file has.
 * @param classes The classes the map knows.
 * @param files Finds the files that have come along, where the component runs.
 * @returns The arguments.
 * @throws {CorruptData} If they are no list of arguments.
 */
export function argumentsOf(
  { component, content }: Omit<StoredCall, "job">,
  classes: ClassRegistry | undefined,
  files?: FilesFound,
): unknown[] {
  const source = `the input of component ${component}`;
  const args = decode(content, { classes, files, source });
  if (Array.isArray(args)) return args;
  throw new CorruptData(source, "it is not a list of arguments");
}

/**
 * Reads the arguments of one component back.
 *
 * @param paths The map.
 * @param start The first job of the input file that has them.
 * @param component The component.
 * @param classes The classes the map knows.
 * @returns The arguments.
 * @throws {CorruptData} If the input file is not what htmap wrote.
 */
export function readInput(
  paths: MapPaths,
  start: number,
  component: number,
  classes: ClassRegistry | undefined,
): unknown[] {
  const source = paths.input(start);
  for (const call of readCalls(Deno.readFileSync(source), source)) {
    if (call.component === component) return argumentsOf(call, classes);
  }
  throw new CorruptData(source, `it has no input of component ${component}`);
}

function asPlace(value: unknown, source: string): [job: number, component: number] {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isSafeInteger)) {
    throw new CorruptData(source, "it does not say whose arguments follow");
  }
  return [value[0], value[1]];
}

/**
 * Reads the inputs of a map, still encoded.
 *
 * @param paths The map.
 * @param inputStarts The first job of each input file.
 * @returns The arguments of each component, in order.
 * @throws {CorruptData} If an input file is not what htmap wrote.
 */
export function* callsIn(
  paths: MapPaths,
  inputStarts: readonly number[],
): Generator<StoredCall> {
  for (const start of inputStarts) {
    const source = paths.input(start);
    yield* readCalls(Deno.readFileSync(source), source);
  }
}

/**
 * Reads the inputs of a map back.
 *
 * @param paths The map.
 * @param inputStarts The first job of each of its input files.
 * @param classes The classes the map knows.
 * @returns The arguments of each component, in order.
 * @throws {CorruptData} If an input file is not what htmap wrote.
 */
export function* readInputs(
  paths: MapPaths,
  inputStarts: readonly number[],
  classes: ClassRegistry | undefined,
): Generator<unknown[]> {
  for (const call of callsIn(paths, inputStarts)) yield argumentsOf(call, classes);
}
