/**
 * The versions of a map: its function and its options as they were when it was made, and as they became
 * when components ran again with others.
 *
 * The first version is the map's own files. A later one is a directory, which is made under another name,
 * flushed and renamed: whoever finds it finds all of it.
 *
 * @module
 */

import { type FileLink, makeLinks } from "../submission/file_links.ts";
import { CorruptData } from "../base/errors.ts";
import {
  asCannotWrite,
  DOOMED_MARK,
  namesIn,
  removeTree,
  TEMPORARY_MARK,
  writeFileAtomically,
} from "../base/files.ts";
import type { SubmittedVersion } from "../submission/description.ts";
import type { MapPaths } from "../store/paths.ts";
import { type MapDescription, partsText, readJson, type SubmissionParts } from "./map_files.ts";

/** What is known of a version. */
export interface VersionRecord {
  /** Its number, counted from 1. */
  readonly version: number;
  /** When it was made, in ISO 8601. */
  readonly created: string;
  readonly functionName: string;
  /** The version whose function it has: itself, if it came with another one. */
  readonly functionVersion: number;
  /** The map options it was made with in place of others, or besides them, as text. */
  readonly mapOptions: Readonly<Record<string, string>>;
  /** Whether inputs may need the classes of the first version, so that these go along. */
  readonly takesFirst: boolean;
  /** Whether its runtime can run several jobs one after the other. */
  readonly runsTogether: boolean;
  /** Whether its runtime can run some components of a job without the others. */
  readonly runsParts: boolean;
  /** The version of htmap that its function was made by, and is run by. */
  readonly htmap: string;
}

/** What a map's files say of its first version. */
export function firstVersion(description: MapDescription): VersionRecord {
  const { created, functionName, runsTogether = false, runsParts = false } = description;
  const abilities = { runsTogether, runsParts, htmap: description.version };
  const own = { version: 1, functionVersion: 1, mapOptions: {}, takesFirst: false };
  return { ...own, created, functionName, ...abilities };
}

/**
 * Reads the versions of a map.
 *
 * @param paths The map.
 * @param description What the map is.
 * @returns All of them, in order.
 * @throws {CorruptData} If a file is not what htmap wrote.
 */
export async function readVersions(
  paths: MapPaths,
  description: MapDescription,
): Promise<[VersionRecord, ...VersionRecord[]]> {
  const later = await Promise.all(
    (await laterVersions(paths)).map((one) => readRecord(paths, one)),
  );
  return [firstVersion(description), ...later];
}

/**
 * Reads a version of a map.
 *
 * @param paths The map.
 * @param description What the map is.
 * @param version The version; the newest if not given.
 * @returns What it is.
 * @throws {CorruptData} If it is not there, or a file is not what htmap wrote.
 */
export async function readVersion(
  paths: MapPaths,
  description: MapDescription,
  version?: number,
): Promise<VersionRecord> {
  const wanted = version ?? await newestVersion(paths);
  return wanted === 1 ? firstVersion(description) : await readRecord(paths, wanted);
}

/** @returns The number of the newest version of a map. */
export async function newestVersion(paths: MapPaths): Promise<number> {
  return (await laterVersions(paths)).at(-1) ?? 1;
}

async function laterVersions(paths: MapPaths): Promise<number[]> {
  const names = (await namesIn(paths.versions)).filter((name) => /^[1-9]\d{0,8}$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}

async function readRecord(paths: MapPaths, version: number): Promise<VersionRecord> {
  const path = paths.versionRecord(version);
  const value = await readJson(path);
  if (isRecord(value) && value.version === version) return value;
  throw new CorruptData(path, value === undefined ? "it is not there" : "it describes no version");
}

function isRecord(value: unknown): value is VersionRecord {
  if (typeof value !== "object" || value === null) return false;
  const areAll = (names: readonly string[], test: (part: unknown) => boolean): boolean =>
    names.every((name) => test(Reflect.get(value, name)));
  return areAll(["created", "functionName", "htmap"], (part) => typeof part === "string") &&
    areAll(["version", "functionVersion"], Number.isSafeInteger) &&
    areAll(["takesFirst", "runsTogether", "runsParts"], (part) => typeof part === "boolean") &&
    areAll(["mapOptions"], (part) => typeof part === "object" && part !== null);
}

/** What the files of a new version hold. */
export interface NewVersion {
  readonly record: Omit<VersionRecord, "version" | "functionVersion"> & {
    /** The version whose function it has; its own if not given. */
    readonly functionVersion?: number;
  };
  readonly parts: SubmissionParts;
  /** Links to files that are sent with it. */
  readonly links?: readonly FileLink[] | undefined;
  /** Its function, if it has one of its own. */
  readonly captured?: { readonly module: string; readonly values: Uint8Array } | undefined;
}

/**
 * Makes a version of a map, the newest.
 *
 * @param paths The map, whose jobs are this process's alone.
 * @param made What it is.
 * @returns What there is now.
 * @throws {CannotWrite} If the disk is full. There is no such version then.
 */
export async function writeVersion(paths: MapPaths, made: NewVersion): Promise<VersionRecord> {
  const version = await newestVersion(paths) + 1;
  const record: VersionRecord = { functionVersion: version, ...made.record, version };
  const temporary = `${paths.versions}/${TEMPORARY_MARK}${crypto.randomUUID()}`;
  const place = (path: string): string => temporary + path.slice(paths.version(version).length);
  try {
    await makeLinks(paths, made.links ?? []); // what is left of them is in nobody's way
    await Deno.mkdir(temporary, { recursive: true, mode: 0o700 });
    await writeFileAtomically(place(paths.versionRecord(version)), JSON.stringify(record) + "\n");
    await writeFileAtomically(place(paths.partsOf(version)), partsText(made.parts));
    if (made.captured) {
      await writeFileAtomically(place(paths.functionOf(version)), made.captured.module);
      await writeFileAtomically(place(paths.valuesOf(version)), made.captured.values);
    }
    if (record.takesFirst && record.functionVersion === version) {
      const [module, values] = paths.firstFor(version);
      await linkOrCopy(paths.function, place(module));
      await linkOrCopy(paths.values, place(values));
    }
    await Deno.rename(temporary, paths.version(version));
  } catch (error) {
    await removeTree(temporary).catch(() => {}); // `htmap clean` finds it by its name
    throw asCannotWrite(paths.version(version), error);
  }
  return record;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await Deno.link(from, to);
  } catch {
    await Deno.copyFile(from, to); // there are file systems without links
  }
}

/**
 * Takes a version back that nothing runs.
 *
 * @param paths The map.
 * @param version The version.
 */
export async function dropVersion(paths: MapPaths, version: number): Promise<void> {
  const doomed = `${paths.versions}/${DOOMED_MARK}${crypto.randomUUID()}`;
  await Deno.rename(paths.version(version), doomed);
  await removeTree(doomed);
}

/** @returns What a submission of a version takes of it. */
export function submittedVersion(
  paths: MapPaths,
  { version, functionVersion, takesFirst }: VersionRecord,
): SubmittedVersion {
  const own = [paths.functionOf(functionVersion), paths.valuesOf(functionVersion)];
  return {
    number: version,
    functionFiles: takesFirst ? [...own, ...paths.firstFor(functionVersion)] : own,
  };
}
