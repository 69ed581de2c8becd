/**
 * What is known of the files that are sent with the jobs of a map, beside its options.
 *
 * @module
 */

import type { ResolvedOptions } from "./options.ts";

/** How files are sent. What is sent is a path, a URL, or the name of a link in the map's directory. */
export interface SentRecord {
  /** Files of map options that are sent otherwise than as they were given, by what was given. */
  readonly renamed: Readonly<Record<string, string>>;
  /** What is sent for the paths in the function's variables. */
  readonly ofFunction: readonly string[];
  /** What is sent for the paths in the inputs of each component; `undefined` if there are none. */
  readonly ofArguments?: readonly (readonly string[])[] | undefined;
}

/** What tells which files jobs get. */
export interface JobFiles {
  readonly options: Pick<ResolvedOptions, "fixedInputFiles" | "inputFiles">;
  /** Not there in maps of an htmap that sent all as it was given. */
  readonly files?: SentRecord | undefined;
}

/** @returns The user's files that all jobs get, as they are sent. */
export function sentToAll({ options, files }: JobFiles): string[] {
  const given = options.fixedInputFiles.map((file) => sentFor(file, files));
  return [...new Set([...given, ...files?.ofFunction ?? []])];
}

/** @returns Whether components have files of their own. */
export function haveOwnFiles({ options, files }: JobFiles): boolean {
  return options.inputFiles !== undefined || files?.ofArguments !== undefined;
}

/** @returns The user's files that a component has of its own, as they are sent. */
export function sentTo({ options, files }: JobFiles, component: number): string[] {
  const given = options.inputFiles?.[component] ?? [];
  return [
    ...given.map((file) => sentFor(file, files)),
    ...files?.ofArguments?.[component] ?? [],
  ];
}

function sentFor(file: string, files: SentRecord | undefined): string {
  return files && Object.hasOwn(files.renamed, file) ? files.renamed[file]! : file;
}
