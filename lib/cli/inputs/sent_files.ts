/**
 * Files as inputs: each is sent to its component, whose function gets its path there.
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import { troubleWithReading } from "../../base/system_error.ts";
import { isUrl } from "../../base/files.ts";
import { TransferPath } from "../../base/transfer_path.ts";
import { UsageError } from "../failures.ts";
import { checkOnce } from "../standard_input.ts";
import { linesOf } from "./words.ts";

/** What to do with files that have no name in UTF-8. */
const RENAME = "Rename these files";

/** Whose names are on standard input. */
const STANDARD_INPUT = "-";

/**
 * Gives the argument lists of components that get a file each.
 *
 * @param names The files: paths, directories among them, or URLs; `-` stands for those on standard input.
 * @param options.separated Whether the names on standard input are separated by NUL, and not by line breaks.
 * @param options.signal Stops the reading.
 * @returns The argument lists. Those whose number is known before are checked before.
 * @throws {UsageError} If names are on standard input, and that is a terminal, or is asked for twice.
 * @throws {HTMapError} If there is no such file, or it cannot be read.
 */
export async function filesAsInputs(
  names: readonly string[],
  options: { separated: boolean; signal: AbortSignal },
): Promise<AsyncIterable<unknown[]> | unknown[][]> {
  if (names.includes(STANDARD_INPUT)) {
    checkOnce(names);
    if (Deno.stdin.isTerminal()) {
      throw new UsageError(
        "--files takes names on standard input, which is a terminal: name the files after it",
      );
    }
    return namesRead(names, options);
  }
  const inputs: unknown[][] = [];
  for (const name of names) inputs.push([await fileOf(name)]);
  return inputs;
}

async function* namesRead(
  names: readonly string[],
  { separated, signal }: { separated: boolean; signal: AbortSignal },
): AsyncGenerator<unknown[]> {
  for (const name of names) {
    if (name !== STANDARD_INPUT) {
      yield [await fileOf(name)];
      continue;
    }
    const read = separated
      ? nulSeparated(Deno.stdin.readable)
      : linesOf(Deno.stdin.readable, "standard input", signal, RENAME);
    for await (const line of read) {
      signal.throwIfAborted();
      if (line !== "") yield [await fileOf(line)];
    }
  }
}

/** The names that `find -print0` and the like write. */
async function* nulSeparated(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let begun = "";
  const text = bytes.pipeThrough(new TextDecoderStream("utf-8", { fatal: true }));
  try {
    for await (const piece of text) {
      const names = (begun + piece).split("\0");
      begun = names.pop() ?? "";
      yield* names;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new HTMapError(`The names of files on standard input are not UTF-8. ${RENAME}`);
  }
  yield begun;
}

async function fileOf(name: string): Promise<TransferPath> {
  await checkSendable(name);
  return new TransferPath(name, { asText: true });
}

/**
 * Refuses a file that cannot be sent, before anything is made.
 *
 * @param name The file, a directory, or a URL, which only those who fetch it know more of.
 * @throws {HTMapError} If it is not there, is a pipe or a device, or cannot be read.
 */
export async function checkSendable(name: string): Promise<void> {
  if (isUrl(name)) return;
  try {
    const { isFile, isDirectory } = await Deno.stat(name);
    if (!isFile && !isDirectory) throw new Error("it is a pipe or a device");
    if (isFile) (await Deno.open(name)).close();
    else await checkDirectory(name);
  } catch (error) {
    const { reason, advice } = error instanceof Deno.errors.NotFound
      ? missing(name)
      : troubleWithReading(error, "Make it readable, or leave it out");
    throw new HTMapError(`The file ${name} cannot be sent: ${reason}. ${advice}`);
  }
}

/** Refuses a directory of which a part could not be sent. */
async function checkDirectory(directory: string): Promise<void> {
  // Links are left: they may lead in a circle.
  for await (const { name, isDirectory, isFile } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) await checkDirectory(path);
    else if (isFile) (await Deno.open(path)).close();
  }
}

function missing(name: string): { reason: string; advice: string } {
  return {
    reason: "there is no such file",
    advice: /[*?[]/.test(name)
      ? "It looks like a pattern that matches nothing, which a shell hands on as it is. Mend the pattern"
      : "Name files that are there; a relative path starts from the working directory",
  };
}
