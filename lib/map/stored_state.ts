/**
 * What is kept of a map's state for the next process. It is only a cache, and may be lost.
 *
 * @module
 */

import { decode, encode } from "../codec/codec.ts";
import { CannotWrite, CorruptData, OtherForm } from "../base/errors.ts";
import { writeFileAtomically } from "../base/files.ts";
import type { StoredJobTable } from "../events/job_table.ts";
import { readRecords, recordFile } from "../wire/records.ts";

/** What is kept of a state. */
export interface StoredState {
  /** How much of the event log it is worked out from, in bytes. */
  readonly offset: number;
  readonly clusters: readonly (readonly [id: number, submission: number])[];
  readonly jobs: StoredJobTable;
}

/**
 * Keeps a state.
 *
 * @param path Where.
 * @param state The state.
 * @returns Whether it was kept: on a full disk the log is read again, and what needs the space gets it.
 */
export async function keepState(path: string, state: StoredState): Promise<boolean> {
  try {
    await writeFileAtomically(path, recordFile("state", [encode(state)]));
    return true;
  } catch (error) {
    if (error instanceof CannotWrite) return false;
    throw error;
  }
}

/**
 * Reads what was kept of a state.
 *
 * @param path Where.
 * @param rows How many rows it may have: as many as the map has jobs, or components.
 * @returns The state, or `undefined` if there is none that can be used.
 */
export async function readState(
  path: string,
  rows: readonly number[],
): Promise<StoredState | undefined> {
  try {
    const [content] = readRecords(await Deno.readFile(path), "state", path);
    const state = content && decode(content, { source: path });
    return isStoredState(state, rows) ? state : undefined;
  } catch (error) {
    // It is ours, but the disk is not: anything odd only means reading the log again.
    const isOdd = error instanceof CorruptData || error instanceof OtherForm;
    if (isOdd || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function isStoredState(state: unknown, rows: readonly number[]): state is StoredState {
  if (typeof state !== "object" || state === null || !("offset" in state) || !("jobs" in state)) {
    return false;
  }
  if (!("clusters" in state) || !Array.isArray(state.clusters)) return false;
  if (!state.clusters.every((pair) => Array.isArray(pair) && pair.every(Number.isSafeInteger))) {
    return false;
  }
  const table = state.jobs;
  if (typeof state.offset !== "number" || typeof table !== "object" || table === null) return false;
  const lengths = ["states", "submissions", "memory", "cpuTime"].map((name) => {
    const array: unknown = Reflect.get(table, name);
    return ArrayBuffer.isView(array) && "length" in array ? array.length : undefined;
  });
  const [length] = lengths;
  return rows.some((count) => count === length) && lengths.every((one) => one === length) &&
    ["holds", "abnormalEnds", "removals", "hosts"].every((name) =>
      Array.isArray(Reflect.get(table, name))
    ) && ["starts", "ends"].every((name) => Array.isArray(Reflect.get(table, name) ?? []));
}
