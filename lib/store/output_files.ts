/**
 * The output files that jobs send back: for each component a record about its run and a record with
 * its result or its error.
 *
 * @module
 */

import { type ClassRegistry, decode } from "../codec/codec.ts";
import { CorruptData, OtherForm, OutputNotFound } from "../base/errors.ts";
import type { MapPaths } from "./paths.ts";
import {
  checkRecordHeader,
  checkSum,
  LONGEST_HEAD,
  readRecords,
  recordFrame,
} from "../wire/records.ts";

/** What is known of a component's run, apart from its result. */
export interface RunRecord {
  readonly component: number;
  /** Whether its function gave a result or an error. */
  readonly status: "OK" | "ERR";
  /** Whether what it brought back holds instances of the map's classes. */
  readonly usesClasses: boolean;
  /**
   * How long the function ran for it, in seconds, or for as much of it as was run after its last checkpoint;
   * `undefined` if that is not known, as in files of an htmap that did not write it.
   */
  readonly seconds: number | undefined;
  /** The processor time of that, user and system, in seconds, likewise. */
  readonly cpu: number | undefined;
  /** When it began, in milliseconds since 1970, by the clock of its machine. */
  readonly started: number | undefined;
  /** The name of that machine. */
  readonly host: string | undefined;
  /** Where its standard output stands in that of its job, in bytes; `undefined` if that is not known. */
  readonly stdout: readonly [start: number, end: number] | undefined;
  /** Where its standard error stands in that of its job. */
  readonly stderr: readonly [start: number, end: number] | undefined;
}

/** A component's run with its encoded result or error. */
export interface OutputRecord extends RunRecord {
  /** The result, or the error report's data, as the codec wrote it. */
  readonly content: Uint8Array;
}

/** What an output file holds. */
export interface JobOutputs {
  /** A record for each component that finished. */
  readonly records: readonly OutputRecord[];
  /** What is wrong with the rest of the file, if anything is. */
  readonly damage: CorruptData | OtherForm | undefined;
}

/**
 * Reads the output file of a job.
 *
 * @param paths The map.
 * @param job The job.
 * @param submission Which submission of it.
 * @returns What it holds: if it is damaged, as much as comes before that.
 * @throws {OutputNotFound} If there is no such file.
 */
export function readOutputs(paths: MapPaths, job: number, submission: number): JobOutputs {
  const source = paths.output(job, submission);
  return parseOutputs(orOutputNotFound(job, source, Deno.readFileSync), source);
}

/**
 * Takes an output file apart.
 *
 * @param bytes Its bytes.
 * @param source What to call it in an error.
 * @returns What it holds: if it is damaged, as much as comes before that.
 */
export function parseOutputs(bytes: Uint8Array, source: string): JobOutputs {
  const records: OutputRecord[] = [];
  try {
    let run: RunRecord | undefined;
    for (const content of readRecords(bytes, "output", source)) {
      if (run) {
        records.push({ ...run, content });
        run = undefined;
      } else run = asRunRecord(decode(content, { source }), source);
    }
    if (run) throw new CorruptData(source, `the result of component ${run.component} is missing`);
  } catch (error) {
    if (error instanceof CorruptData || error instanceof OtherForm) {
      return { records, damage: error };
    }
    throw error;
  }
  return { records, damage: undefined };
}

/** No machine has a longer name. */
const LONGEST_NAME = 255;

/** As much of an output file is read to learn of its runs, in bytes: results may be large. */
const LOOKED_AT = 64 * 1024;

/**
 * Reads what is known of the runs of a job's components, without their results.
 *
 * @param paths The map.
 * @param job The job.
 * @param submission Which submission of it.
 * @returns The runs that the beginning of its output file tells of: the first at least, if the file can be read.
 * @throws {OutputNotFound} If there is no such file.
 */
export function readFirstRuns(paths: MapPaths, job: number, submission: number): RunRecord[] {
  const source = paths.output(job, submission);
  using file = orOutputNotFound(job, source, Deno.openSync);
  const runs: RunRecord[] = [];
  const head = new Uint8Array(LOOKED_AT);
  let length = 0;
  for (let count; (count = file.readSync(head.subarray(length)));) length += count;
  try {
    let isRun = true;
    for (const content of readRecords(head.subarray(0, length), "output", source)) {
      if (isRun) runs.push(asRunRecord(decode(content, { source }), source));
      isRun = !isRun;
    }
  } catch (error) {
    // Where the head ends, the record does not.
    if (!(error instanceof CorruptData || error instanceof OtherForm)) throw error;
  }
  return runs;
}

/**
 * Reads what is known of the runs of all of a job's components, without their results.
 *
 * @param paths The map.
 * @param job The job.
 * @param submission Which submission of it.
 * @returns The runs: if the file is damaged, as many as come before that.
 * @throws {OutputNotFound} If there is no such file.
 */
export function readRuns(paths: MapPaths, job: number, submission: number): RunRecord[] {
  const source = paths.output(job, submission);
  using file = orOutputNotFound(job, source, Deno.openSync);
  const { size } = file.statSync();
  const runs: RunRecord[] = [];
  try {
    let at = checkRecordHeader(readAt(file, 0, LONGEST_HEADER), "output", source);
    for (let isRun = true; at < size; isRun = !isRun) {
      const what = `the record at byte ${at}`;
      const { checksum, start, end } = recordFrame(readAt(file, at, LONGEST_HEAD), 0, what, source);
      if (isRun) {
        const content = readAt(file, at + start, end - start);
        checkSum(content, checksum, what, source);
        runs.push(asRunRecord(decode(content, { source }), source));
      }
      at += end;
    }
  } catch (error) {
    if (!(error instanceof CorruptData || error instanceof OtherForm)) throw error;
  }
  return runs;
}

/** No header of a record file is longer, in bytes. */
const LONGEST_HEADER = 64;

function readAt(file: Deno.FsFile, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(length, LOOKED_AT));
  file.seekSync(position, Deno.SeekMode.Start);
  let filled = 0;
  for (let count; (count = file.readSync(bytes.subarray(filled)));) filled += count;
  return bytes.subarray(0, filled);
}

/**
 * Looks at the output file of a job without reading it.
 *
 * @param paths The map.
 * @param job The job.
 * @param submission Which submission of it.
 * @returns What the file system knows of it.
 * @throws {OutputNotFound} If there is no such file.
 */
export function statOutput(paths: MapPaths, job: number, submission: number): Deno.FileInfo {
  return orOutputNotFound(job, paths.output(job, submission), Deno.statSync);
}

function orOutputNotFound<T>(job: number, path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new OutputNotFound(
      `The output file ${path} of job ${job} is not there. Run the component again`,
    );
  }
}

/**
 * Finds which components of a job have a result, as far as the output file can be read.
 *
 * @param paths The map.
 * @param job The job.
 * @param submission Which submission of it.
 * @returns The components.
 */
export function componentsWithOutput(
  paths: MapPaths,
  job: number,
  submission: number,
): Set<number> {
  try {
    const { records } = readOutputs(paths, job, submission);
    const finished = records.filter(({ status }) => status === "OK");
    return new Set(finished.map(({ component }) => component));
  } catch (error) {
    if (error instanceof OutputNotFound) return new Set();
    throw error;
  }
}

/**
 * Decodes the result of a component, or its error report.
 *
 * @param record The component's record.
 * @param source What to call it in an error.
 * @param classes The classes the map knows.
 * @returns The result or report.
 * @throws {CorruptData} If it cannot be read.
 */
export function decodeContent(
  record: OutputRecord,
  source: string,
  classes: ClassRegistry | undefined,
): unknown {
  return decode(record.content, { source, classes });
}

function asRunRecord(value: unknown, source: string): RunRecord {
  if (typeof value === "object" && value !== null && "component" in value && "status" in value) {
    const { component, status } = value;
    const [stdout, stderr] = ["stdout", "stderr"].map((name) => asRange(Reflect.get(value, name)));
    if (Number.isSafeInteger(component) && (status === "OK" || status === "ERR")) {
      const usesClasses = Reflect.get(value, "usesClasses") === true;
      const [seconds, cpu, started] = ["seconds", "cpu", "started"]
        .map((name) => asAmount(Reflect.get(value, name)));
      const name: unknown = Reflect.get(value, "host");
      const host = typeof name === "string" ? name.slice(0, LONGEST_NAME) : undefined;
      const measured = { seconds, cpu, started, host };
      return { component: Number(component), status, usesClasses, ...measured, stdout, stderr };
    }
  }
  throw new CorruptData(source, "a record that should describe a component's run does not");
}

function asAmount(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && Number.isFinite(value) ? value : undefined;
}

function asRange(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [start, end] = value;
  const valid = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 &&
    end >= start;
  return valid ? [start, end] : undefined;
}
