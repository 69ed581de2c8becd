/**
 * A file of lines that several processes add to at once, and that does not grow without end.
 *
 * Each line is added by one write to a file that was just opened, so that none is lost when another process
 * has renamed the file, nor cut in two. A file that is full is renamed under a lock, by one process.
 *
 * @module
 */

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
  if (files <= 1) Deno.removeSync(path);
  else {
    for (let old = files - 1; removeIfThere(`${path}.${old}`); old++);
    for (let old = files - 2; old >= 1; old--) {
      renameIfThere(`${path}.${old}`, `${path}.${old + 1}`);
    }
    Deno.renameSync(path, `${path}.1`);
  }
  return true;
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

function renameIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function removeIfThere(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
