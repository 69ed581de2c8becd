/**
 * Locks that make part of a map one process's alone for a while.
 *
 * They are the kernel's, on files of the map: they go with the process however that ends.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { isThere } from "../base/files.ts";
import type { MapPaths } from "./paths.ts";

/** How long to wait for another process. */
export interface LockPatience {
  /** How long at most, in milliseconds. */
  readonly patience: number;
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** The longest pause between two tries, in milliseconds. */
const LONGEST_PAUSE = 100;

/**
 * Takes a lock of a map.
 *
 * @param paths The map.
 * @param path Its file of the lock.
 * @param limits How long to wait for another process that has it.
 * @returns The lock, given back when it is disposed of; `undefined` if another process has it for longer.
 *   Where there are no locks, one that keeps nobody out: then what each step finds is all there is to go by.
 */
export async function lockMap(
  paths: MapPaths,
  path: string,
  { patience, signal }: LockPatience,
): Promise<Disposable | undefined> {
  let file: Deno.FsFile;
  try {
    const create = isThere(paths.description); // a map of an earlier version has no such file
    file = await Deno.open(path, { read: true, write: true, create, mode: 0o600 });
  } catch {
    return NO_LOCK; // the map is gone, or the disk full: what is done without a lock says so, if it matters
  }
  const deadline = Date.now() + patience;
  try {
    for (let pause = 5; !file.tryLockSync(true); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      if (Date.now() >= deadline) {
        file.close();
        return undefined;
      }
      await sleep(pause, undefined, { signal });
    }
  } catch {
    file.close();
    signal?.throwIfAborted();
    return NO_LOCK; // some network file systems know none
  }
  return file;
}

const NO_LOCK: Disposable = { [Symbol.dispose]: () => {} };
