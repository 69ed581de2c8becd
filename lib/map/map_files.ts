/**
 * The small JSON files of a map's directory.
 *
 * @module
 */

import type { BackendName, JobFactory } from "../backend/backend.ts";
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
import {
  type JobLayout,
  type JobRanges,
  jobRanges,
  procsOf,
  type SubmittedJobs,
} from "../wire/layout.ts";
import type { Delivery } from "../submission/delivered.ts";
import type { ResolvedOptions } from "../submission/options.ts";
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

/**
 * Takes the next number for a submission of a map, so that no other process can have it.
 *
 * @param paths The map.
 * @param jobs The jobs to be submitted, in the order of their procs.
 * @param together How many of them a proc runs.
 * @returns The number, counted from 0.
 */
export async function reserveSubmission(
  paths: MapPaths,
  jobs: readonly number[],
  together = 1,
): Promise<number> {
  const ranges = jobRanges(jobs);
  const text = JSON.stringify(together === 1 ? ranges : { together, jobs: ranges }) + "\n";
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
 * Reads which jobs a submission is of.
 *
 * @param paths The map.
 * @param submission The submission.
 * @returns The jobs, in the order of their procs, or `undefined` if there is no such submission.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export function readSubmittedJobs(paths: MapPaths, submission: number): SubmittedJobs | undefined {
  const path = paths.submittedJobs(submission);
  const text = readTextIfThereSync(path);
  if (text === undefined) return undefined;
  const value = parseJson(text, path);
  if (isJobRanges(value)) return { jobs: value, together: 1 };
  if (isSubmittedJobs(value)) return value;
  throw new CorruptData(path, "it does not list jobs", MAKE_AGAIN);
}

/**
 * Finds the jobs that HTCondor has still to make of submissions.
 *
 * @param factories How far it is with each.
 * @param paths The map.
 * @returns The jobs.
 */
export function comingFrom(factories: readonly JobFactory[], paths: MapPaths): Set<number> {
  return new Set(
    factories.flatMap(({ submission, made }) => {
      const submitted = readSubmittedJobs(paths, submission);
      return submitted ? procsOf(submitted).slice(made).flat() : [];
    }),
  );
}

function isSubmittedJobs(value: unknown): value is SubmittedJobs {
  if (typeof value !== "object" || value === null) return false;
  const together: unknown = Reflect.get(value, "together");
  return Number.isSafeInteger(together) && Number(together) > 0 &&
    isJobRanges(Reflect.get(value, "jobs"));
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
    throw new CorruptData(
      paths.submissionParts,
      "it does not hold the options of a map",
      MAKE_AGAIN,
    );
  }
}
