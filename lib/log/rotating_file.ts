/**
 * A file of lines that several processes add to at once, and that does not grow without end.
 *
 * Each line is added by one write to a file that was just opened, so that none is lost when another process
 * has renamed the file, nor cut in two. A file that is full is renamed under a lock, by one process.
 *
 * @module
 */

import { isThere } from "../base/files.ts";

/** How long a rotating file may get, and what is kept of it. */
export interface RotationLimits {
  /** How large a file gets at most, in bytes, if a line is not longer itself. */
  readonly size: number;
  /** How many files there are at most, the one that is written to included. */
  readonly files: number;
}

/** The last line of this process is not whole, as on a disk that has become full. */
const torn = new Set<string>();

/**
 * Adds a line.
 *
 * @param path The file; what it held before is in `path.1`, and what that held before in `path.2`.
 * @param line The line; a line break is added.
 * @param limits How long the file may get.
 * @throws What the system says if it cannot be written.
 */
export function addLine(path: string, line: string, limits: RotationLimits): void {
  const bytes = new TextEncoder().encode(`${torn.has(path) ? "\n" : ""}${line}\n`);
  let file = open(path);
  try {
    const { size, ino } = file.statSync();
    if (size > 0 && size + bytes.length > limits.size && rotate(path, ino, limits.files)) {
      file.close();
      file = open(path);
    }
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(file.writeSync(rest));
      // On a disk that has become full a part may be there.
      if (rest.length > 0) torn.add(path);
    }
    torn.delete(path);
  } finally {
    file.close();
  }
}

function open(path: string): Deno.FsFile {
  return Deno.openSync(path, { append: true, create: true, mode: 0o600 });
}

/**
 * Renames a file that is full, and those that were before it.
 *
 * @returns Whether there is another file by now.
 */
function rotate(path: string, inode: number | null, files: number): boolean {
  using lock = Deno.openSync(`${path}.lock`, { write: true, create: true, mode: 0o600 });
  if (!tryLock(lock)) return false; // another process is doing it: what is written now goes with the file
  if (inodeOf(path) !== inode) return true; // another process has just done it
  makeRoom(path, files);
  return true;
}

/** Renames the file that was written to, so that at most as many are left beside the next one as there may. */
function makeRoom(path: string, files: number): void {
  const before = (age: number): string => `${path}.${age}`;
  let count = 0;
  while (isThere(before(count + 1))) count++;
  for (; count > Math.max(0, files - 2); count--) Deno.removeSync(before(count));
  if (files <= 1) return Deno.removeSync(path);
  for (; count > 0; count--) Deno.renameSync(before(count), before(count + 1));
  Deno.renameSync(path, before(1));
}

function tryLock(file: Deno.FsFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    return true; // some network file systems know no locks: then two may do it at once, and drop old lines
  }
}

function inodeOf(path: string): number | null | undefined {
  try {
    return Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
