/**
 * Sending the program to where jobs run: once a node, with each job, or from where others keep it.
 *
 * @module
 */

import { basename } from "node:path";
import { COMPRESSED, EXECUTOR_FILE, FOUND_ARCHITECTURE, programFile } from "../wire/names.ts";
import { type Interpreter, readElfHead } from "../base/elf.ts";
import { InvalidSetting } from "../base/errors.ts";
import { absoluteFile } from "../base/files.ts";
import { settings, sourceOf } from "../settings/settings.ts";
import { isOneLine } from "../text/one_line.ts";
import type { Delivery } from "./delivered.ts";
import {
  keepLauncher,
  keepLibraries,
  type KeepOptions,
  keepProgram,
  programDigest,
} from "./kept_runtime.ts";
import type { LaunchedProgram } from "./launcher.ts";
import { machinesFor } from "./machines.ts";
import type { Program } from "./program.ts";
import { executeArguments, type Runtime } from "./runtime.ts";

/** What sending a runtime goes by. */
export interface SendingContext {
  readonly runtime: Runtime;
  /** How new a transfer of common files has to be; `undefined` if there is to be none. */
  readonly commonFiles: number | undefined;
  /** Whether the program runs in an image. */
  readonly inImage?: boolean;
  /** Where copies of it are kept, and whom to tell that they are being made. */
  readonly keep: KeepOptions;
}

/** Beside what HTCondor counts of files that are sent, in KB: the program when it is whole again. */
export const WHOLE_PROGRAM = 128 * 1024;

/**
 * Has the program sent.
 *
 * @param context What to send.
 * @param changes What is otherwise.
 * @returns The delivery.
 * @throws {CannotTransplant} If a copy cannot be written.
 * @throws {InvalidSetting} If the place it is to come from cannot be one.
 */
export async function send(
  context: SendingContext,
  changes: Partial<SendingContext> = {},
): Promise<Delivery> {
  const { runtime, commonFiles, inImage = false, keep } = { ...context, ...changes };
  const from = fetchedFrom();
  const sent = from === undefined
    ? await kept(runtime, commonFiles === undefined, inImage, keep)
    : await fetched(runtime, from, inImage, keep);
  const launcher = await keepLauncher(sent.programs, keep);
  const files = [
    ...sent.files,
    ...inImage ? [await keepLibraries(keep)] : [],
    ...runtime.bundle === undefined ? [] : [runtime.bundle],
  ];
  const others = from === undefined ? runtime.others : [];
  const rest = {
    arguments: executeArguments(runtime, EXECUTOR_FILE),
    requirements: machinesFor({ ...runtime, others }, { inImage, commonFiles }),
  };
  const request_disk = `DiskUsage + ${WHOLE_PROGRAM}`;
  if (commonFiles === undefined) {
    const descriptors = { executable: launcher, transfer_executable: "True", request_disk };
    return { ...rest, descriptors, inputFiles: files };
  }
  return {
    ...rest,
    descriptors: { executable: "/bin/sh", transfer_executable: "False", request_disk },
    arguments: [basename(launcher), ...rest.arguments],
    inputFiles: [],
    commonFiles: [launcher, ...files],
  };
}

/** Programs, and the files that they come as. */
interface SentPrograms {
  readonly programs: readonly LaunchedProgram[];
  readonly files: readonly string[];
}

/** The programs as they are kept here: each machine gets the one for it or, if files go once a node, all. */
async function kept(
  runtime: Runtime,
  compressed: boolean,
  inImage: boolean,
  keep: KeepOptions,
): Promise<SentPrograms> {
  const all: readonly Program[] = [runtime, ...runtime.others];
  const paths = await Promise.all(all.map((program) => keepProgram(program, compressed, keep)));
  const programs = all.map((program, index): LaunchedProgram => ({
    arch: program.arch,
    file: basename(paths[index] ?? ""),
    ...inImage && { loader: loaderOf(program) },
  }));
  return { programs, files: compressed ? [fitting(paths)] : paths };
}

/**
 * The file for the machine that a job has been given, which is named after its architecture: HTCondor puts
 * that in when the machine is found (its manual, "Substitution Macros").
 */
function fitting(paths: readonly string[]): string {
  const [own = ""] = paths;
  if (paths.length === 1) return own;
  return own.replace(programFile(Deno.build.arch), () => programFile(FOUND_ARCHITECTURE));
}

function loaderOf({ executable }: Program): Interpreter | undefined {
  return readElfHead(executable)?.interpreter;
}

/** The program as others keep it. */
async function fetched(
  runtime: Runtime,
  from: string,
  inImage: boolean,
  keep: KeepOptions,
): Promise<SentPrograms> {
  const file = basename(from);
  if (settings.get("TRANSPLANT.ASSUME_EXISTS", false) !== true) {
    const path = await keepProgram(runtime, file.endsWith(COMPRESSED), keep);
    keep.note?.(
      `Jobs fetch their program from ${from}. It has to be there; what is to be put there is ${path}. ` +
        "Once it is, set TRANSPLANT.ASSUME_EXISTS to true",
    );
  }
  const program: LaunchedProgram = {
    arch: runtime.arch,
    file,
    fetched: { from, sha256: await programDigest(runtime, keep) },
    ...inImage && { loader: loaderOf(runtime) },
  };
  return { programs: [program], files: [from] };
}

/**
 * Reads from where jobs are to fetch their program (the manual's section 8.1.5).
 *
 * @returns A URL or a path; `undefined` if the program comes from this machine.
 * @throws {InvalidSetting} If the setting cannot be the name of a file.
 */
export function fetchedFrom(): string | undefined {
  const setting = "TRANSPLANT.ALTERNATE_INPUT_PATH";
  const from = settings.getString(setting);
  if (from === undefined) return undefined;
  if (!isOneLine(from) || /^\s|\s$|[,?#"]|^$|\/$/.test(from)) {
    throw new InvalidSetting(
      `The setting ${setting} cannot be ${
        JSON.stringify(from)
      }: it is the URL or the path of a file, ` +
        `such as "https://example.org/htmap${COMPRESSED}", and has no comma, quotation mark, query or ` +
        `blank at its ends. Change it in ${sourceOf(setting) ?? "the script that sets it"}`,
    );
  }
  return absoluteFile(from);
}
