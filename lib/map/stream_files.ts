/**
 * The files of standard output and error: a job has one of each, which its components share.
 *
 * @module
 */

import { OutputNotFound } from "../base/errors.ts";
import { readOutputs } from "../store/output_files.ts";
import { chunkOf, jobOf } from "../wire/layout.ts";
import type { MapState } from "./state.ts";

/** The standard streams that are kept. */
export type StreamName = "stdout" | "stderr";

/**
 * Reads what a component wrote to a standard stream.
 *
 * @param state The map's state.
 * @param name The stream.
 * @param component The component.
 * @returns The text, or `undefined` if the job has not sent it back yet.
 */
export async function readStream(
  state: MapState,
  name: StreamName,
  component: number,
): Promise<string | undefined> {
  const job = jobOf(state.map.layout, component);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(state.map.paths[name](job, state.submissionOf(component)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const [start, end] = rangeOf(state, job, component, name) ?? [0, bytes.length];
  return new TextDecoder().decode(bytes.subarray(start, end));
}

/**
 * Finds where a component's part of its job's stream is.
 *
 * @param state The map's state.
 * @param job The job.
 * @param component The component.
 * @param name The stream.
 * @returns Where it starts and ends, in bytes; `undefined` if all of it is the component's.
 */
export function rangeOf(
  state: MapState,
  job: number,
  component: number,
  name: StreamName,
): readonly [number, number] | undefined {
  const [first, end] = chunkOf(state.map.layout, job);
  if (end - first === 1) return undefined;
  try {
    const { records } = readOutputs(state.map.paths, job, state.submissionOf(component));
    const own = records.find((record) => record.component === component);
    if (own) return own[name];
    // It did not finish: what its job wrote after the last one that did is its.
    const last = records.at(-1)?.[name]?.[1];
    return last === undefined ? undefined : [last, Infinity];
  } catch (error) {
    if (error instanceof OutputNotFound) return undefined;
    throw error;
  }
}
