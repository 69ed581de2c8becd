/**
 * The lock that makes a local scheduler the only one of its map.
 *
 * The kernel's file lock decides: it goes with the process however that ends, and a process that
 * finds it free has it in the same step, so none can be stale and two takers cannot both win. What
 * the file says is for others to know which process it is.
 *
 * @module
 */

import { readTextIfThereSync } from "../../base/files.ts";
import { isFullDisk } from "../../base/system_error.ts";
import type { MapPaths } from "../../store/map_paths.ts";
import {
  type Fate,
  fateOf,
  identifySelf,
  isOfThisMachine,
  parseIdentity,
  type ProcessIdentity,
} from "./process.ts";

/** A lock that this process has. */
export class SchedulerLock {
  #file: Deno.FsFile;
  #paths: MapPaths;
  #inode: number | null;

  private constructor(file: Deno.FsFile, paths: MapPaths) {
    this.#file = file;
    this.#paths = paths;
    this.#inode = file.statSync().ino;
  }

  /**
   * Takes the lock of a map.
   *
   * @param paths The map.
   * @returns The lock, or `undefined` if another process has it, or the map is gone: a scheduler that
   *   comes late makes no files where others are being removed.
   */
  static tryTake(paths: MapPaths): SchedulerLock | undefined {
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(paths.localLock, { read: true, write: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    if (!file.tryLockSync(true)) {
      file.close();
      return undefined;
    }
    const lock = new SchedulerLock(file, paths);
    lock.#say(JSON.stringify(identifySelf()));
    return lock;
  }

  /** Whether the map, and this lock in it, are still there. */
  get isIntact(): boolean {
    try {
      return Deno.statSync(this.#paths.localLock).ino === this.#inode;
    } catch {
      return false;
    }
  }

  /**
   * Gives the lock back.
   *
   * @param settledAt The size of the event log if nothing is left to be run of what it says.
   */
  release(settledAt?: number): void {
    // First no one is named, then the lock goes: who reads in between finds no scheduler and starts
    // one, and if that comes too early, this process looks for work once more.
    this.#say(settledAt === undefined ? "" : JSON.stringify({ settledAt }));
    this.#file.close();
  }

  #say(text: string): void {
    this.#file.truncateSync();
    this.#file.seekSync(0, Deno.SeekMode.Start);
    try {
      this.#file.writeSync(new TextEncoder().encode(text));
    } catch (error) {
      // It is the kernel that keeps others out: on a full disk they start a process that finds that out.
      if (!isFullDisk(error)) throw error;
    }
  }
}

/** What the lock file of a map says. */
export interface LockState {
  /** The process that has the lock, if it is alive, as far as can be known. */
  readonly holder: ProcessIdentity | undefined;
  /** Whether it is on another machine, so that this cannot be known. */
  readonly isElsewhere: boolean;
  /** The size that the event log had when there was nothing left to run. */
  readonly settledAt: number | undefined;
}

/**
 * Finds out whether a map has a scheduler.
 *
 * @param paths The map.
 * @returns What its lock file says.
 */
export function readLock(paths: MapPaths): LockState {
  const text = readTextIfThereSync(paths.localLock) ?? "";
  const named = parseIdentity(text);
  const fate = named === undefined ? "gone" : fateOfHolder(named, paths);
  return {
    holder: fate === "gone" ? undefined : named,
    isElsewhere: fate === "elsewhere",
    settledAt: Number(/^\{"settledAt":(\d+)\}$/.exec(text)?.[1] ?? NaN) || undefined,
  };
}

/** In another container on this machine no process can be looked at, but the kernel's lock can. */
function fateOfHolder(holder: ProcessIdentity, paths: MapPaths): Fate {
  const fate = fateOf(holder);
  if (fate !== "elsewhere" || !isOfThisMachine(holder)) return fate;
  return isLocked(paths.localLock) ? "alive" : "gone";
}

function isLocked(path: string): boolean {
  try {
    using file = Deno.openSync(path);
    // A shared lock, which keeps nobody from taking it for longer than this takes.
    return !file.tryLockSync(false);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
