/**
 * The small JSON files of a map's directory.
 *
 * @module
 */

import type { BackendName } from "./backend/backend.ts";
import { CorruptData } from "./errors.ts";
import { readTextIfThere, writeFileAtomically, writeNewFile } from "./files.ts";
import type { Cluster, JobLayout } from "./jobs.ts";
import type { Delivery } from "./delivery.ts";
import type { ResolvedOptions } from "./options.ts";
import type { MapPaths } from "./paths.ts";

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
 * Notes that jobs were submitted. The first such note makes the map whole.
 *
 * @param paths The map.
 * @param clusters All clusters of the map.
 */
export async function writeClusters(paths: MapPaths, clusters: readonly Cluster[]): Promise<void> {
  await writeFileAtomically(paths.clusters, JSON.stringify(clusters) + "\n");
}

/**
 * Reads which clusters ran which jobs.
 *
 * @param paths The map.
 * @returns The clusters, in order of submission; none if the map is not whole.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export async function readClusters(paths: MapPaths): Promise<Cluster[]> {
  const value = await readJson(paths.clusters) ?? [];
  if (Array.isArray(value) && value.every(isCluster)) return value;
  throw new CorruptData(paths.clusters, "it does not list clusters");
}

function isCluster(value: unknown): value is Cluster {
  if (typeof value !== "object" || value === null) return false;
  const [id, jobs]: unknown[] = [Reflect.get(value, "id"), Reflect.get(value, "jobs")];
  return Number.isSafeInteger(id) && Array.isArray(jobs) &&
    jobs.every((range) =>
      Array.isArray(range) && range.length === 2 &&
      range.every((end) => Number.isSafeInteger(end) && end >= 0)
    );
}

async function readJson(path: string): Promise<unknown> {
  const text = await readTextIfThere(path);
  if (text === undefined) return undefined;
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
