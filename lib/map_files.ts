/**
 * The small JSON files of a map's directory.
 *
 * @module
 */

import type { BackendName } from "./backend/backend.ts";
import { CorruptData } from "./errors.ts";
import { createFileExclusively, readTextIfThere, removeTree, writeNewFile } from "./files.ts";
import { type JobLayout, type JobRanges, jobRanges } from "./jobs.ts";
import type { Delivery } from "./delivery.ts";
import type { ResolvedOptions } from "./options.ts";
import type { MapPaths } from "./paths.ts";
import { itemDataText, type Submission, submitDescriptionText } from "./submit.ts";

/** What a map is, as its directory says it. */
export interface MapDescription {
  readonly layout: JobLayout;
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
  readonly backend: BackendName;
  /** The name of the mapped function, for messages. */
  readonly functionName: string;
  /** The version of htmap that made the map. */
  readonly version: string;
  /** When the map was made, in ISO 8601. */
  readonly created: string;
}

/** Who is making a map. */
export interface MakerRecord {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's own count, so that a later process with the same pid is told apart. */
  readonly started: string;
}

/** Writes what a map is. */
export async function writeDescription(
  paths: MapPaths,
  description: MapDescription,
): Promise<void> {
  await writeNewFile(paths.description, JSON.stringify(description, null, 2) + "\n");
}

/**
 * Reads what a map is.
 *
 * @param paths The map.
 * @returns The description, or `undefined` if the map was not finished being made.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export async function readDescription(paths: MapPaths): Promise<MapDescription | undefined> {
  const value = await readJson(paths.description);
  if (value === undefined) return undefined;
  if (isDescription(value)) return value;
  throw new CorruptData(paths.description, "it does not describe a map");
}

function isDescription(value: unknown): value is MapDescription {
  if (typeof value !== "object" || value === null) return false;
  const [layout, backend]: unknown[] = [
    Reflect.get(value, "layout"),
    Reflect.get(value, "backend"),
  ];
  if (typeof layout !== "object" || layout === null) return false;
  const counts = [Reflect.get(layout, "components"), Reflect.get(layout, "chunk")];
  const starts: unknown = Reflect.get(value, "inputStarts");
  if (!Array.isArray(starts) || !starts.every((job) => Number.isSafeInteger(job) && job >= 0)) {
    return false;
  }
  return counts.every((count) => Number.isSafeInteger(count) && count > 0) &&
    (backend === "htcondor" || backend === "local");
}

/**
 * Takes the next number for a submission of a map, so that no other process can have it.
 *
 * @param paths The map.
 * @param jobs The jobs to be submitted, in the order of their procs.
 * @returns The number, counted from 0.
 */
export async function reserveSubmission(
  paths: MapPaths,
  jobs: readonly number[],
): Promise<number> {
  const text = JSON.stringify(jobRanges(jobs)) + "\n";
  for (let submission = 0;; submission++) {
    if (await createFileExclusively(paths.submittedJobs(submission), text)) return submission;
  }
}

/**
 * Writes what a submission is made from.
 *
 * @param submission The submission, whose number is reserved.
 */
export async function writeSubmission(submission: Submission): Promise<void> {
  const { paths, index } = submission;
  await writeNewFile(paths.submitDescription(index), submitDescriptionText(submission));
  await writeNewFile(paths.itemData(index), itemDataText(submission));
}

/**
 * Gives the number of a submission back that HTCondor refused.
 *
 * @param paths The map.
 * @param submission The submission.
 */
export async function dropSubmission(paths: MapPaths, submission: number): Promise<void> {
  await removeTree(paths.itemData(submission));
  await removeTree(paths.submitDescription(submission));
  await removeTree(paths.submittedJobs(submission));
}

/**
 * Reads which jobs a submission is of.
 *
 * @param paths The map.
 * @param submission The submission.
 * @returns The jobs, in the order of their procs, or `undefined` if there is no such submission.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export function readSubmittedJobs(paths: MapPaths, submission: number): JobRanges | undefined {
  const path = paths.submittedJobs(submission);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const value = parseJson(text, path);
  if (isJobRanges(value)) return value;
  throw new CorruptData(path, "it does not list jobs");
}

function isJobRanges(value: unknown): value is JobRanges {
  return Array.isArray(value) &&
    value.every((range) =>
      Array.isArray(range) && range.length === 2 &&
      range.every((end) => Number.isSafeInteger(end) && end >= 0)
    );
}

async function readJson(path: string): Promise<unknown> {
  const text = await readTextIfThere(path);
  return text === undefined ? undefined : parseJson(text, path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CorruptData(path, "it is not JSON");
  }
}

/**
 * Notes that this process is making a map.
 *
 * @param paths The map, whose directory must be there.
 */
export async function writeMaker(paths: MapPaths): Promise<void> {
  const record: MakerRecord = {
    pid: Deno.pid,
    host: Deno.hostname(),
    started: await processStart(Deno.pid) ?? "",
  };
  await writeNewFile(paths.making, JSON.stringify(record) + "\n");
}

/**
 * Tells whether a map was not finished being made, or is still being made.
 *
 * @param paths The map.
 */
export async function isUnfinished(paths: MapPaths): Promise<boolean> {
  return await readTextIfThere(paths.making) !== undefined;
}

/**
 * Tells whether the process that was making a map may still be at it.
 *
 * @param paths The map.
 * @returns `false` if it has surely ended; `true` also if it is on another machine.
 */
export async function isBeingMade(paths: MapPaths): Promise<boolean> {
  let record: unknown;
  try {
    record = await readJson(paths.making);
  } catch (error) {
    if (error instanceof CorruptData) return false; // written whole or not at all, so not by a maker
    throw error;
  }
  if (typeof record !== "object" || record === null) return false;
  const [pid, host, started]: unknown[] = ["pid", "host", "started"].map((name) =>
    Reflect.get(record, name)
  );
  if (host !== Deno.hostname()) return true;
  return typeof pid === "number" && await processStart(pid) === started;
}

/** When a process of this machine started, or `undefined` if there is none with that pid. */
async function processStart(pid: number): Promise<string | undefined> {
  const stat = await readTextIfThere(`/proc/${pid}/stat`);
  // Field 22; the second, in parentheses, may hold spaces of its own.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

/** What every submission of a map has in common. */
export interface SubmissionParts {
  readonly options: ResolvedOptions;
  readonly delivery: Delivery;
}

/** Keeps what every submission of a map has in common. */
export async function writeSubmissionParts(
  paths: MapPaths,
  { options, delivery }: SubmissionParts,
): Promise<void> {
  const plain = { ...options, fixed: [...options.fixed], variadic: [...options.variadic] };
  await writeNewFile(
    paths.submissionParts,
    JSON.stringify({ options: plain, delivery }) + "\n",
  );
}

/**
 * Reads what every submission of a map has in common.
 *
 * @param paths The map.
 * @returns The options and the delivery the map was made with.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export async function readSubmissionParts(paths: MapPaths): Promise<SubmissionParts> {
  const value = await readJson(paths.submissionParts);
  const [options, delivery]: unknown[] = typeof value === "object" && value !== null
    ? [Reflect.get(value, "options"), Reflect.get(value, "delivery")]
    : [];
  try {
    // The directory is this user's alone, and htmap wrote the file whole: its form is what was written.
    const parts = options as Omit<ResolvedOptions, "fixed" | "variadic"> & {
      fixed: [string, string][];
      variadic: [string, string[]][];
    };
    return {
      options: { ...parts, fixed: new Map(parts.fixed), variadic: new Map(parts.variadic) },
      delivery: delivery as Delivery,
    };
  } catch {
    throw new CorruptData(paths.submissionParts, "it does not hold the options of a map");
  }
}
