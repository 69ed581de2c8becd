/**
 * Functions that the user names by their file.
 *
 * @module
 */

import { fromModule, type FunctionReference } from "../capture/mod.ts";
import { namedExport } from "./script_file.ts";

/**
 * Finds the function that `FILE#EXPORT` names.
 *
 * @param text The text, as the user gave it.
 * @returns The function, which is not loaded.
 * @throws {HTMapError} If the file is not there, is no file, or cannot be read.
 */
export async function functionOf(text: string): Promise<FunctionReference> {
  const purpose = "to take the function from. Give FILE or FILE#EXPORT";
  const { url, exportName } = await namedExport(text, purpose);
  return fromModule(url, exportName);
}
