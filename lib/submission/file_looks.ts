/**
 * What can be seen of a file from its path: whether HTCondor sends it as it is.
 *
 * @module
 */

import { basename } from "node:path";
import { isUrl, leadsToDirectory } from "../base/files.ts";
import { isOneLine } from "../text/one_line.ts";

/** How many files of a directory are looked at for links to directories. */
const MOST_FILES = 10_000;

/**
 * Finds the name that HTCondor puts a file under where it is used.
 *
 * @param file Its path or URL, as it is sent.
 * @returns The name: all after the last slash, up to a URL's query.
 */
export function nameOnArrival(file: string): string {
  const plain = isUrl(file) ? file.replace(/\?.*$/s, "") : file.replace(/\/+$/, "");
  return plain.slice(plain.lastIndexOf("/") + 1);
}

/** So many of a name's characters are written otherwise to make it another. */
const MOST_WRITTEN = 12;

/**
 * Writes the last part of a URL's path in other ways, which are the same to its server: any character may
 * stand as its code.
 *
 * @param name The part, as the URL has it.
 * @returns The part in each of these ways.
 */
export function* otherSpellings(name: string): Generator<string> {
  const characters = name.match(/%[0-9a-f]{2}|[^%]|%/gi) ?? [];
  const coded = characters.map((one) => {
    const [first = 0] = new TextEncoder().encode(one);
    return one.length > 1 ? one : `%${first.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  for (let bits = 0; bits < 2 ** Math.min(characters.length, MOST_WRITTEN); bits++) {
    yield characters.map((one, at) => {
      const isWanted = at < MOST_WRITTEN && (bits >> at) % 2 === 1;
      return isWanted || !/^(?:[\w.~-]|%..)$/.test(one) ? coded[at] : one;
    }).join("");
  }
}

/** Names that are HTCondor's own where a job runs, or may be. */
const OTHERS_OWN = /^(?:[.-]|htmap_|_?condor_|docker_|tmp$|var$)/i;

/**
 * Tells whether HTCondor surely sends a file as it is.
 *
 * @param path Its path.
 * @returns Whether all its characters, and its name, are of the usual kinds.
 */
export function isOrdinary(path: string): boolean {
  return /^[\p{L}\p{M}\p{N}/_.+=@%~ -]+$/u.test(path) && !/^\s|\s$/.test(path) &&
    !OTHERS_OWN.test(basename(path));
}

/**
 * Tells whether HTCondor can be told to send a file by its path: in a list, a comma is the end of it, and
 * blanks at its ends are left out.
 *
 * @param file A path or URL.
 * @returns Whether it can.
 */
export function canBeListed(file: string): boolean {
  return isUrl(file) || isOneLine(file) && !/[,"]|:\/\/|\s\/*$/.test(file);
}

/** What is found where a file is to be. */
export type Looks = "missing" | "linked directory" | "usual";

/**
 * Looks at a file that is to be sent. HTCondor follows links to files, and refuses those to directories.
 *
 * @param path Its path.
 * @returns Whether it is not there, or a directory that is reached by a link or has such links in it.
 */
export function looksOf(path: string): Looks {
  if (isUrl(path)) return "usual";
  try {
    if (!Deno.statSync(path).isDirectory) return "usual";
    const isLink = Deno.lstatSync(path.replace(/\/+$/, "")).isSymlink && !path.endsWith("/");
    return isLink || hasLinkedDirectory(path, { left: MOST_FILES }) ? "linked directory" : "usual";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "missing";
    // Whoever sends it finds out what is the matter with it.
    if (error instanceof Deno.errors.PermissionDenied || isNoWay(error)) return "usual";
    throw error;
  }
}

function hasLinkedDirectory(directory: string, budget: { left: number }): boolean {
  for (const { name, isSymlink, isDirectory } of Deno.readDirSync(directory)) {
    if (budget.left-- <= 0) return false;
    const path = `${directory}/${name}`;
    if (isSymlink && leadsToDirectory(path)) return true;
    if (isDirectory && hasLinkedDirectory(path, budget)) return true;
  }
  return false;
}

function isNoWay(error: unknown): boolean {
  return error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.FilesystemLoop;
}
