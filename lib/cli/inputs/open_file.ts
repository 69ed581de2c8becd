/**
 * Opening what inputs are read from.
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import { troubleWithReading } from "../../base/system_error.ts";
import { note } from "../output.ts";

/**
 * Opens a file of inputs, or standard input.
 *
 * @param file The file; `-` is standard input.
 * @param what What is in it, such as `"JSON lines"`.
 * @returns Its bytes.
 * @throws {HTMapError} If it is not there, is a directory, or cannot be read.
 */
export async function openFile(
  file: string,
  what: string,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  if (file === "-") {
    if (Deno.stdin.isTerminal()) note(`Type ${what}, and Ctrl-D on a line of its own at the end`);
    return Deno.stdin.readable;
  }
  const nameAFile = `Name a file of ${what}`;
  try {
    if ((await Deno.stat(file)).isDirectory) throw new Error("it is a directory");
    return (await Deno.open(file)).readable;
  } catch (error) {
    const { reason, advice } = error instanceof Deno.errors.NotFound
      ? { reason: "there is no such file", advice: nameAFile }
      : troubleWithReading(error, nameAFile);
    throw new HTMapError(`The inputs ${file} cannot be read: ${reason}. ${advice}`);
  }
}
