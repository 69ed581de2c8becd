/**
 * Room for another thread of V8, which ends the whole process where there is none.
 *
 * @module
 */

import { dataOfThisProcess } from "./memory.ts";

const MB = 1024 * 1024;

/** What V8 sets aside for the code of a thread, and what else that needs, in MB. */
const THREAD_ROOM = 600;

/**
 * Checks that there is room for another thread, before the memory of this process is limited by htmap.
 *
 * @throws {Error} If a limit that others have set may not leave any.
 */
export function checkRoomForThread(): void {
  if (Deno.build.os !== "linux") return;
  const limits = Deno.readTextFileSync("/proc/self/limits");
  const addresses = limitIn(limits, "Max address space");
  if (addresses !== undefined) {
    throw new Error(
      `the addresses of this job are limited to ${addresses} bytes, too few for a thread`,
    );
  }
  const data = limitIn(limits, "Max data size");
  if (data === undefined) return;
  const left = (data - dataOfThisProcess()) / BigInt(MB);
  if (left >= BigInt(THREAD_ROOM)) return;
  throw new Error(
    `the memory of this job is limited, which leaves ${left} MB of addresses, too few for a thread`,
  );
}

/** Reads a limit, in bytes, as the kernel tells it of this process; `undefined` if there is none. */
function limitIn(limits: string, name: string): bigint | undefined {
  const limit = new RegExp(`^${name}\\s+(\\d+)\\s`, "m").exec(limits)?.[1];
  return limit === undefined ? undefined : BigInt(limit);
}
