/**
 * Files of code that the user names.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { HTMapError } from "../base/errors.ts";
import { troubleWithReading } from "../base/system_error.ts";

/** An export of a file of code. */
export interface NamedExport {
  /** The URL of the file. */
  readonly url: string;
  readonly exportName: string;
}

/**
 * Finds the export that `FILE#EXPORT` names. The `#` may be one of the file's own path: what is there by
 * the whole text is the file, and its default export is meant.
 *
 * @param text The text, as the user gave it; a URL in place of the path will do.
 * @param purpose What it is for and what to do, to end the sentence `There is no file …`.
 * @returns Where the export is.
 * @throws {HTMapError} If the file is not there, is no file, or cannot be read, or nothing follows the `#`.
 */
export async function namedExport(text: string, purpose: string): Promise<NamedExport> {
  const hash = text.lastIndexOf("#");
  const [path, name] = [text.slice(0, hash), text.slice(hash + 1)];
  // What cannot be a name in code is likelier the rest of a path.
  const isWhole = hash < 0 || await isFile(text) || !NAME.test(name) && !await isFile(path);
  const [file, exportName] = isWhole ? [text, "default"] : [path, name];
  if (exportName === "") {
    throw new HTMapError(`${text} names no export after #. Give ${file}, or ${file}#EXPORT`);
  }
  const isUrl = /^[a-z][a-z0-9+.-]*:/i.test(file) && !await isFile(file);
  return { url: isUrl ? file : await fileUrl(file, purpose), exportName };
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}

/**
 * Finds a file.
 *
 * @param path Its path, as the user gave it.
 * @param purpose What it is for and what to do, to end the sentence `There is no file …`.
 * @returns Its URL.
 * @throws {HTMapError} If it is not there, is no file, or cannot be read.
 */
export async function fileUrl(path: string, purpose: string): Promise<string> {
  let isDirectory: boolean;
  try {
    const info = await Deno.stat(path);
    isDirectory = info.isDirectory;
    if (info.isFile) {
      (await Deno.open(path)).close();
      return pathToFileURL(await Deno.realPath(path)).href;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw new HTMapError(`There is no file ${path} ${purpose}`);
    }
    const { reason, advice } = troubleWithReading(error, "Make it readable, or name another");
    throw new HTMapError(`The file ${path} cannot be read: ${reason}. ${advice}`);
  }
  throw new HTMapError(
    `${path} is a ${isDirectory ? "directory" : "pipe or a device"}, and no file ${purpose}`,
  );
}
