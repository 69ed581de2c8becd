/**
 * Programs that the user names on the command line, to be mapped as functions are.
 *
 * @module
 */

import { isAbsolute } from "node:path";
import { isOnPath } from "../base/on_path.ts";
import { homeDirectory, statIfThere, workingDirectory } from "../base/files.ts";
import { HTMapError, InvalidOption } from "../base/errors.ts";
import { TransferPath } from "../base/transfer_path.ts";
import { type FunctionReference, program } from "../capture/mod.ts";
import { type Template, templateOf } from "../store/function/program_places.ts";
import { shellWord } from "../text/shell_word.ts";
import { UsageError } from "./failures.ts";
import { checkSendable } from "./inputs/sent_files.ts";
import type { StdoutForm } from "./value_formats.ts";

/** What else is known of a program. */
export interface NamedProgramOptions {
  /** What its standard output is. */
  readonly stdout: StdoutForm;
  /** How many words each input has; `undefined` if that is not known before they are read. */
  readonly words: number | undefined;
  /** The files that are sent along. */
  readonly sent: readonly string[];
}

/** A program as a function. */
export interface NamedProgram {
  readonly func: FunctionReference<unknown[], unknown>;
  /** What the user should know of it. */
  readonly notes: readonly string[];
}

/**
 * Makes a function of a program.
 *
 * @param argv The program and its arguments, as they were given.
 * @param options What else is known of it.
 * @returns The function. A program that is a path here goes along; one in the directories of the system is
 *   taken to be where components run, too.
 * @throws {UsageError} If it is not clear which program is meant, or where its input goes.
 * @throws {HTMapError} If a program that is to go along is not there, or cannot be run.
 */
export async function programOf(
  argv: readonly string[],
  { stdout, words, sent }: NamedProgramOptions,
): Promise<NamedProgram> {
  const [name = "", ...given] = argv;
  const first = await firstOf(name);
  const args = withPlaces(given, words);
  return {
    // The forms of `program` differ in the type of the result only, which nothing is made of here.
    func: program([first, ...args], { stdout: stdout as "text" }),
    notes: await notesOnFiles(name, given, sent),
  };
}

async function firstOf(name: string): Promise<string | TransferPath> {
  if (!name.includes("/")) {
    const here = await statIfThere(name);
    if (here?.isFile && isExecutable(here) && !await isOnPath(name)) {
      throw new UsageError(
        `${name} is no program on PATH, but a file here. To send it along, write ./${
          shellWord(name)
        }`,
      );
    }
    return name;
  }
  if (isAbsolute(name) && !isOwn(name)) return name;
  const info = await statIfThere(name);
  if (info?.isFile && isExecutable(info)) {
    await checkSendable(name);
    return new TransferPath(name);
  }
  const { reason, advice } = !info
    ? {
      reason: "it is not there",
      advice: "Name one that is; one without a / is looked for on PATH",
    }
    : info.isFile
    ? { reason: "it is not executable", advice: `Make it so with \`chmod +x ${shellWord(name)}\`` }
    : { reason: "it is a directory", advice: "Name a program in it" };
  throw new HTMapError(`The program ${name} cannot be sent along: ${reason}. ${advice}`);
}

/** Whether a path is one of the user's, which no other machine has. */
function isOwn(path: string): boolean {
  return [workingDirectory(), homeDirectory()].some((own) =>
    own !== "/" && path.startsWith(`${own}/`)
  );
}

function isExecutable({ mode }: Deno.FileInfo): boolean {
  return mode === null || (mode & 0o111) !== 0;
}

/** As in GNU parallel, the input comes last where no place for it is named. */
function withPlaces(args: readonly string[], words: number | undefined): string[] {
  const hasPlace = args.some((arg) => templateIn(arg).some((part) => typeof part === "object"));
  if (hasPlace) return [...args];
  if (words === undefined) {
    throw new UsageError(
      "With --colsep say where the columns go: {0} is the first, {1} the second, as in -- ./pi {0} {1}",
    );
  }
  return [...args, ...words === 1 ? ["{}"] : Array.from({ length: words }, (_, n) => `{${n}}`)];
}

function templateIn(arg: string): Template {
  try {
    return templateOf(arg);
  } catch (error) {
    if (!(error instanceof InvalidOption)) throw error;
    throw new UsageError(
      `${arg} has a place for an input that is none: there are {}, {0}, {1} and so on, {.}, {/}, {//} and {/.}. ` +
        `If the program is to get the braces, put a backslash before them, in quotes: '\\{…}'`,
    );
  }
}

/** A script that an interpreter is to run is forgotten easily. */
async function notesOnFiles(
  name: string,
  args: readonly string[],
  sent: readonly string[],
): Promise<string[]> {
  const notes: string[] = [];
  for (const arg of args) {
    if (isAbsolute(arg) || sent.includes(arg) || !(await statIfThere(arg))?.isFile) continue;
    notes.push(
      `${arg} is a file here, and is not sent along with ${name}. If that needs it, give ` +
        `--send ${shellWord(arg)}`,
    );
  }
  return notes;
}
