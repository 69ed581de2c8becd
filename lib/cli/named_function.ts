/**
 * Functions that the user names by their file.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { HTMapError } from "../base/errors.ts";
import { fromModule, type FunctionReference } from "../capture/mod.ts";
import { shellWord } from "../text/shell_word.ts";
import { namedExport } from "./script_file.ts";

/**
 * Finds the function that `FILE#EXPORT` names.
 *
 * @param text The text, as the user gave it.
 * @returns The function, which is not loaded.
 * @throws {HTMapError} If the file is not there, is no file, cannot be read, or is a program.
 */
export async function functionOf(text: string): Promise<FunctionReference> {
  const purpose = "to take the function from. Give FILE or FILE#EXPORT";
  const { url, exportName } = await namedExport(text, purpose);
  if (url.startsWith("file:")) await refuseProgram(fileURLToPath(url));
  return fromModule(url, exportName);
}

/** What files of code are called. */
const CODE = /\.[cm]?[jt]sx?$/i;
/** How a program of Linux begins; a script of Deno's own may begin with its path. */
const PROGRAM = /^(?:\x7fELF|#!(?!.*\b(?:deno|node|bun)\b))/;
/** So much of a file tells what it is. */
const BEGINNING = 200;

/** Refuses what was meant to be run, and not to be imported. */
async function refuseProgram(path: string): Promise<void> {
  if (CODE.test(path)) return;
  using file = await Deno.open(path);
  const bytes = new Uint8Array(BEGINNING);
  const read = await file.read(bytes) ?? 0;
  if (!PROGRAM.test(new TextDecoder("latin1").decode(bytes.subarray(0, read)))) return;
  throw new HTMapError(
    `${path} is a program, and no file of code. To map a program, write -- before it: ` +
      `\`htmap map -- ${shellWord(path)} …\``,
  );
}
