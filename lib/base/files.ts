/**
 * Writing files so that a reader, or a process killed half way, never meets half of one.
 *
 * @module
 */

import { userInfo } from "node:os";
import { CannotWrite, HTMapError, InvalidSetting } from "./errors.ts";
import { warn } from "./say.ts";
import { troubleWithWriting } from "./system_error.ts";

/**
 * The user's home directory.
 *
 * @returns The value of `HOME`, or what the system knows where it is not set.
 * @throws {InvalidSetting} If the system does not know either.
 */
export function homeDirectory(): string {
  return Deno.env.get("HOME") || Deno.env.get("USERPROFILE") || knownHome();
}

function knownHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    throw new InvalidSetting(
      `There is no telling where your home directory is: the environment variable HOME is not set, and the ` +
        `system knows no user with the number ${Deno.uid()}. Set HOME`,
    );
  }
}

/** How to have a file of a map written somewhere else. */
const ANOTHER_PLACE = "choose another HTMAP_DIR";

/**
 * Writes a file under a temporary name, flushes it to disk and renames it into place.
 *
 * @param path Where the file goes.
 * @param data Its content.
 * @param elsewhere How to have it written somewhere else, for an error.
 * @throws {CannotWrite} If the disk is full, or the place is not writable.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  elsewhere = ANOTHER_PLACE,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeAndFlush(temporary, data);
    await Deno.rename(temporary, path);
  } catch (error) {
    await removeQuietly(temporary);
    throw asCannotWrite(path, error, elsewhere);
  }
}

/**
 * Writes a file that nobody looks at before another one says that all is there, so that it needs
 * neither a temporary name nor a flush of its own: on a busy disk a flush can take long.
 *
 * @param path Where the file goes.
 * @param data Its content.
 * @throws {CannotWrite} If the disk is full, or the place is not writable.
 */
export async function writeNewFile(path: string, data: string | Uint8Array): Promise<void> {
  try {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    await Deno.writeFile(path, bytes, { createNew: true, mode: 0o600 });
  } catch (error) {
    throw asCannotWrite(path, error);
  }
}

/**
 * Copies a file, so that the copy is there whole or not at all. What is lost with a machine can be copied
 * again, so that it is not flushed.
 *
 * @param from The file.
 * @param to Where its copy goes, in place of a file that is there.
 * @param copy What makes the copy at a path where nothing is, if the system is not to.
 */
export async function copyFileAtomically(
  from: string,
  to: string,
  copy: (path: string) => Promise<void> = (path) => Deno.copyFile(from, path),
): Promise<void> {
  const temporary = temporaryName(to);
  try {
    await copy(temporary);
    await Deno.rename(temporary, to);
  } catch (error) {
    await removeQuietly(temporary);
    throw error;
  }
}

/**
 * Creates a file that no one else has: of many processes that try, one succeeds.
 *
 * The file appears with its content in one step (by a hard link), so that no one ever reads it empty.
 *
 * @param path Where the file goes.
 * @param data Its content.
 * @returns Whether this call created it; `false` if there was one already.
 * @throws {CannotWrite} If the disk is full, or the place is not writable.
 */
export async function createFileExclusively(path: string, data: string): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    await writeAndFlush(temporary, data);
    await Deno.link(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw asCannotWrite(path, error);
  } finally {
    await removeQuietly(temporary);
  }
}

/**
 * Says what went wrong with a write, in one error class.
 *
 * @param path What was being written.
 * @param error What the system threw.
 * @param elsewhere How to have it written somewhere else.
 * @returns The error to throw: `error` itself if it is not the system's.
 */
export function asCannotWrite(
  path: string,
  error: unknown,
  elsewhere = ANOTHER_PLACE,
): unknown {
  if (!(error instanceof Error) || error instanceof HTMapError) return error;
  const trouble = troubleWithWriting(error, elsewhere);
  return trouble ? new CannotWrite(path, trouble.reason, trouble.advice) : error;
}

/**
 * Removes a file or a directory with all in it, if it is there.
 *
 * @param path What to remove.
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Removes a file or a directory with all in it, if it is there, while nothing else goes on.
 *
 * @param path What to remove.
 */
export function removeTreeSync(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Removes a directory if it is there and nothing is in it.
 *
 * @param path The directory.
 */
export async function removeIfEmpty(path: string): Promise<void> {
  try {
    await Deno.remove(path); // which the system refuses if there is anything in it
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    for await (const _ of Deno.readDir(path)) return;
    throw error;
  }
}

/**
 * Reads a text file that may not be there.
 *
 * @param path The file.
 * @returns Its text, or `undefined` if there is no such file.
 */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Reads a text file that may not be there, while nothing else goes on.
 *
 * @param path The file.
 * @returns Its text, or `undefined` if there is no such file.
 */
export function readTextIfThereSync(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** @returns What there is where a path leads to, links followed; `undefined` if nothing is. */
export async function statIfThere(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}

/** @returns Whether a path is seen to lead to a directory; whoever uses it finds out what else is there. */
export function leadsToDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // to nothing, round in a circle, or to where nobody may look
  }
}

/** @returns Whether there is a file, a directory or a link at a path. */
export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Makes a directory that only its owner may look into, unless it is there. The one that it is in must be there:
 * nothing comes back of what somebody has just removed.
 *
 * @param path The directory.
 */
export function makeDirectory(path: string): void {
  try {
    Deno.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/** @returns Whether there is a directory at a path, and not a link to one. */
export function isDirectory(path: string): boolean {
  try {
    return Deno.lstatSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** @returns The names of what is in a directory; none if there is no such directory. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** @returns Whether what names a file is a URL, and not a path. */
export function isUrl(file: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(file);
}

/**
 * Makes what a user calls a file mean the same whatever directory it is looked for from.
 *
 * @param file A path, relative to the working directory or not, or a URL.
 * @returns An absolute path, or the URL.
 */
export function absoluteFile(file: string): string {
  return file.startsWith("/") || isUrl(file) ? file : `${workingDirectory()}/${file}`;
}

/**
 * Adds up the sizes of the files in a directory.
 *
 * @param path The directory.
 * @returns The size in bytes; what vanishes meanwhile does not count.
 */
export async function directorySize(path: string): Promise<number> {
  const left = [path];
  let size = 0;
  let files = 0;
  for (let directory = left.pop(); directory !== undefined; directory = left.pop()) {
    try {
      for (const entry of Deno.readDirSync(directory)) {
        const inner = `${directory}/${entry.name}`;
        if (entry.isDirectory) left.push(inner);
        else size += sizeIfThere(inner);
        // One by one in the background takes three times as long; a signal has to be heard all the same.
        if (++files % LOOKED_AT_TOGETHER === 0) await new Promise((resolve) => setTimeout(resolve));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return size;
}

function sizeIfThere(path: string): number {
  try {
    return Deno.lstatSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** How many files are looked at before anything else gets its turn. */
const LOOKED_AT_TOGETHER = 1000;

/** The mark of a temporary file's name, by which a listing can leave it out. */
export const TEMPORARY_MARK = ".htmap-tmp-";

/** The mark of a directory's name that only waits to be removed: whoever comes across it may do so. */
export const DOOMED_MARK = `${TEMPORARY_MARK}removed-`;

/** @returns Whether a file's name is one under which a file is written before it gets its own. */
export function isTemporaryName(name: string): boolean {
  return /^\.htmap-tmp-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

function temporaryName(path: string): string {
  const slash = path.lastIndexOf("/");
  return `${path.slice(0, slash + 1)}${TEMPORARY_MARK}${crypto.randomUUID()}`;
}

async function writeAndFlush(path: string, data: string | Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
  while (rest.length > 0) rest = rest.subarray(await file.write(rest));
  await file.sync();
}

/**
 * Puts things back in order after an error. If that fails, too, there is a warning, and the first error
 * stays the one that is told.
 *
 * @param otherwise What is to be said if it fails, as a sentence without its full stop.
 * @param act Does it.
 */
export async function afterError(otherwise: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`${otherwise}: ${reason}`);
  }
}

/**
 * Finds the directory that relative paths start from.
 *
 * @returns The working directory of this process.
 * @throws {HTMapError} If it is not there any more.
 */
export function workingDirectory(): string {
  try {
    return Deno.cwd();
  } catch (error) {
    throw new HTMapError(
      "The working directory of this process is not there any more: it was removed, or moved away. Go to " +
        "another directory, and try again",
      { cause: error },
    );
  }
}

async function removeQuietly(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    // It was renamed, or never made. Anything else must not hide the error that brought us here:
    // what stays behind carries the temporary mark, which `htmap clean` removes.
    if (error instanceof Deno.errors.NotFound) return;
  }
}
