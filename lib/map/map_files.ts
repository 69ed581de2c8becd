/**
 * The small JSON files of a map's directory.
 *
 * @module
 */

import type { BackendName } from "../backend/backend.ts";
import { fateOf, identifySelf, parseIdentity } from "../backend/local/process.ts";
import { CorruptData, type MapMaker } from "../base/errors.ts";
import {
  createFileExclusively,
  isThere,
  readTextIfThere,
  readTextIfThereSync,
  removeTree,
  writeFileAtomically,
  writeNewFile,
} from "../base/files.ts";
import { type JobLayout, type JobRanges, jobRanges, type SubmittedJobs } from "../wire/layout.ts";
import type { Delivery } from "../submission/delivered.ts";
import { groupsOf, keepsAttempts } from "../submission/job_groups.ts";
import type { ResolvedOptions } from "../submission/options.ts";
import type { SentRecord } from "../submission/sent_record.ts";
import type { MapPaths } from "../store/paths.ts";
import { itemDataText, type Submission, submitDescriptionText } from "../submission/description.ts";

/** What to do about a file without which no component can be run again. */
const MAKE_AGAIN =
  "Get from the map what its components brought back, then remove it and make it again";

/** What a map is, as its directory says it. */
export interface MapDescription {
  readonly layout: JobLayout;
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
  readonly backend: BackendName;
  /** The name of the mapped function, for messages. */
  readonly functionName: string;
  /** What the function is known by in other maps; not there in maps of an htmap that did not note it. */
  readonly functionId?: string;
  /**
   * Whether the runtime the map was made with can run several of its jobs one after the other; not there in
   * maps of an htmap that could not.
   */
  readonly runsTogether?: boolean;
  /** The same, for running some components of a job without the others. */
  readonly runsParts?: boolean;
  /** The version of htmap that made the map. */
  readonly version: string;
  /** When the map was made, in ISO 8601. */
  readonly created: string;
}

/**
 * Writes what a map is. Whoever finds the file finds all of it, and all that was written before it.
 */
export async function writeDescription(
  paths: MapPaths,
  description: MapDescription,
): Promise<void> {
  await writeFileAtomically(paths.description, JSON.stringify(description, null, 2) + "\n");
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

/** What a submission is of, as its file says it. */
export interface SubmissionRecord extends SubmittedJobs {
  /** The version of the map that it runs. */
  readonly version: number;
}

/**
 * Takes the next number for a submission of a map, so that no other process can have it.
 *
 * @param paths The map.
 * @param jobs The jobs to be submitted, in the order of their procs.
 * @param together How many of them a proc runs, or how many each runs.
 * @param more The only components that run, if not all of the jobs' do, and the version of the map.
 * @returns The number, counted from 0.
 */
export async function reserveSubmission(
  paths: MapPaths,
  jobs: readonly number[],
  together: SubmittedJobs["together"] = 1,
  { components, version = 1 }: { components?: readonly number[] | undefined; version?: number } =
    {},
): Promise<number> {
  const ranges = jobRanges(jobs);
  const isPlain = together === 1 && !components && version === 1;
  const record = {
    together,
    jobs: ranges,
    ...components && { components: jobRanges(components) },
    ...version > 1 && { version },
  };
  const text = JSON.stringify(isPlain ? ranges : record) + "\n";
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
  const items = itemDataText(submission);
  if (items !== "") await writeNewFile(paths.itemData(index), items);
  if (keepsAttempts(submission)) {
    for (const { jobs: [head = 0] } of groupsOf(submission)) {
      await Deno.mkdir(paths.attempts(head, index), { recursive: true, mode: 0o700 });
    }
  }
  await writeNewFile(paths.submitDescription(index), submitDescriptionText(submission, items));
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
 * Reads what a submission is of.
 *
 * @param paths The map.
 * @param submission The submission.
 * @returns The jobs, in the order of their procs, or `undefined` if there is no such submission.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export function readSubmittedJobs(
  paths: MapPaths,
  submission: number,
): SubmissionRecord | undefined {
  const path = paths.submittedJobs(submission);
  const text = readTextIfThereSync(path);
  if (text === undefined) return undefined;
  const value = parseJson(text, path);
  if (isJobRanges(value)) return { jobs: value, together: 1, version: 1 };
  const record = asRecord(value);
  if (record) return record;
  throw new CorruptData(path, "it does not list jobs", MAKE_AGAIN);
}

function asRecord(value: unknown): SubmissionRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { jobs, together, components, version = 1 }: Record<string, unknown> = { ...value };
  const isCount = (part: unknown): part is number => Number.isSafeInteger(part) && Number(part) > 0;
  const areCounts = (part: unknown): part is number[] => Array.isArray(part) && part.every(isCount);
  if (!isJobRanges(jobs) || !isCount(version)) return undefined;
  if (!isCount(together) && !areCounts(together)) return undefined;
  if (components !== undefined && !isJobRanges(components)) return undefined;
  return { jobs, together, components, version };
}

function isJobRanges(value: unknown): value is JobRanges {
  return Array.isArray(value) &&
    value.every((range) =>
      Array.isArray(range) && range.length === 2 &&
      range.every((end) => Number.isSafeInteger(end) && end >= 0)
    );
}

/**
 * Reads a JSON file of a map.
 *
 * @param path The file.
 * @returns What it holds; `undefined` if it is not there.
 * @throws {CorruptData} If it is no JSON.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readTextIfThere(path);
  return text === undefined ? undefined : parseJson(text, path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CorruptData(path, "it is not JSON", MAKE_AGAIN);
  }
}

/**
 * Notes that this process is making a map.
 *
 * @param paths The map, whose directory must be there.
 */
export async function writeMaker(paths: MapPaths): Promise<void> {
  await writeNewFile(paths.making, JSON.stringify(identifySelf()) + "\n");
}

/**
 * Tells whether a map was not finished being made, or is still being made.
 *
 * @param paths The map.
 */
export function isUnfinished(paths: MapPaths): boolean {
  return isThere(paths.making);
}

/**
 * Finds the process that is making a map.
 *
 * @param paths The map.
 * @returns The process; `undefined` if it has surely ended.
 */
export async function makerOf(paths: MapPaths): Promise<MapMaker | undefined> {
  const maker = parseIdentity(await readTextIfThere(paths.making) ?? "");
  const fate = maker === undefined ? "gone" : fateOf(maker);
  if (maker === undefined || fate === "gone") return undefined;
  return { pid: maker.pid, host: maker.host, isElsewhere: fate === "elsewhere" };
}

/** What every submission of a version of a map has in common. */
export interface SubmissionParts {
  readonly options: ResolvedOptions;
  /** How the user's files are sent; not there in maps of an htmap that sent all as it was given. */
  readonly files?: SentRecord | undefined;
  readonly delivery: Delivery;
  /** Those of the fixed input files that the function needs, and not the user. @default none */
  readonly functionInputs?: readonly string[] | undefined;
}

/** Keeps what every submission of a map has in common. */
export async function writeSubmissionParts(
  paths: MapPaths,
  parts: SubmissionParts,
): Promise<void> {
  await writeNewFile(paths.submissionParts, partsText(parts));
}

/** @returns What every submission of a version has in common, as its file has it. */
export function partsText(
  { options, files, delivery, functionInputs }: SubmissionParts,
): string {
  const plain = { ...options, fixed: [...options.fixed], variadic: [...options.variadic] };
  return JSON.stringify({ options: plain, files, delivery, functionInputs }) + "\n";
}

/**
 * Reads what every submission of a version of a map has in common.
 *
 * @param paths The map.
 * @param version The version.
 * @returns The options, and the delivery.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export async function readSubmissionParts(
  paths: MapPaths,
  version = 1,
): Promise<SubmissionParts> {
  const path = paths.partsOf(version);
  const value = await readJson(path);
  const [options, files, delivery, functionInputs = []]: unknown[] =
    typeof value === "object" && value !== null
      ? ["options", "files", "delivery", "functionInputs"].map((name) => Reflect.get(value, name))
      : [];
  try {
    // The directory is this user's alone, and htmap wrote the file whole: its form is what was written.
    const parts = options as Omit<ResolvedOptions, "fixed" | "variadic"> & {
      fixed: [string, string][];
      variadic: [string, string[]][];
    };
    return {
      options: { ...parts, fixed: new Map(parts.fixed), variadic: new Map(parts.variadic) },
      files: files as SentRecord | undefined,
      delivery: delivery as Delivery,
      functionInputs: functionInputs as string[],
    };
  } catch {
    throw new CorruptData(path, "it does not hold the options of a map", MAKE_AGAIN);
  }
}
