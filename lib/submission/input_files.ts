/**
 * The map options that name files to be sent.
 *
 * @module
 */

import { shown } from "../base/arguments.ts";
import { InvalidOption } from "../base/errors.ts";
import { absoluteFile, isUrl } from "../base/files.ts";
import { TransferPath } from "../base/transfer_path.ts";
import { nameOnArrival } from "./file_looks.ts";
import { allOf, asText, invalidValue, isIterable } from "./option_values.ts";

/** A file to be sent: its path, or a URL that the pool's transfer plugins know. */
export type InputFile = string | URL | TransferPath;

/** What HTCondor writes where a job runs. */
const CONDORS_OWN: ReadonlySet<string> = new Set([
  ".job.ad",
  ".machine.ad",
  ".chirp.config",
  ".update.ad",
  "_condor_stdout",
  "_condor_stderr",
  "condor_exec.exe",
]);

/**
 * Checks that the files of a job can share a directory where it runs: of two with one name, one would be lost.
 *
 * @param fixed The files of all components.
 * @param each The files of each.
 * @param chunk How many components a job runs.
 * @throws {InvalidOption} If two have the same name, or one has a name of htmap's or HTCondor's own.
 */
export function checkFileNames(
  fixed: readonly string[],
  each: readonly (readonly string[])[] | undefined,
  chunk: number,
): void {
  for (let first = 0; first === 0 || first < (each?.length ?? 0); first += chunk) {
    const seen = new Map<string, string>();
    for (const file of [...fixed, ...(each?.slice(first, first + chunk).flat() ?? [])]) {
      const name = nameOnArrival(file);
      if (name.startsWith("htmap_")) {
        throw new InvalidOption(
          `The input file ${file} has a name that htmap's own files begin with where it is used. Rename it`,
        );
      }
      if (CONDORS_OWN.has(name)) {
        throw new InvalidOption(
          `The input file ${file} has the name of a file of HTCondor's own where it is used, and would be ` +
            "overwritten. Rename it",
        );
      }
      const other = seen.get(name) ?? file;
      if (other !== file) {
        const why = chunk > 1 ? ` (with chunk = ${chunk}, components share a job)` : "";
        throw new InvalidOption(
          `The input files ${other} and ${file} have the same name, and would be in one directory where ` +
            `they are used${why}. Rename one of them`,
        );
      }
      seen.set(name, file);
    }
  }
}

/**
 * Reads the option `inputFiles`.
 *
 * @param each What was passed.
 * @returns The absolute paths, and URLs, of the files of each component.
 * @throws {InvalidOption} If it is no list, or a file in it cannot be sent.
 */
export function inputFilesOf(each: unknown): string[][] {
  if (typeof each === "object" && each !== null && isIterable(each)) {
    return Array.from(each, (files) => filesOf("inputFiles", files));
  }
  throw new InvalidOption(
    `inputFiles must be a list with the files of each component, but it is ${
      shown(each)
    }. Give one ` +
      "element a component; a file for all of them goes into fixedInputFiles",
  );
}

/**
 * Reads the files of an option.
 *
 * @param key The option.
 * @param files One file, or a list of them.
 * @returns Their absolute paths, and URLs.
 * @throws {InvalidOption} If one cannot be sent.
 */
export function filesOf(key: string, files: unknown): string[] {
  return asList(key, files).map((file) => absolute(key, file));
}

/**
 * Takes the files of an option as text.
 *
 * @param key The option.
 * @param value One file, or a list of them.
 * @returns Their paths, which may be relative, and URLs.
 * @throws {InvalidOption} If one is no file.
 */
export function asList(key: string, value: unknown): string[] {
  const files = isFile(value) ? [value] : isIterable(value) ? allOf(key, value) : undefined;
  if (!files) throw invalidValue(key, value, "it is not a path or a list of paths");
  return files.map((file) => {
    const text = asText(key, isFile(file) ? fileText(key, file) : file);
    if (text === "") throw invalidValue(key, file, "a path cannot be empty");
    return text;
  });
}

function isFile(value: unknown): value is InputFile {
  return typeof value === "string" || value instanceof URL || value instanceof TransferPath;
}

function fileText(key: string, file: InputFile): string {
  if (typeof file === "string") return file;
  try {
    return new TransferPath(file).toString();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidOption(`The map option "${key}" cannot be ${file}: ${why}`);
  }
}

/** Relative paths are the user's; the jobs' initial directory is htmap's. */
function absolute(key: string, file: string): string {
  const path = absoluteFile(file);
  if (!isUrl(path) || !/[,\s]/.test(path)) return path;
  throw invalidValue(
    key,
    path,
    "HTCondor takes a comma or a blank in a URL for the end of it, where %2C or %20 would do",
  );
}
