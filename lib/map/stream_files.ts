/**
 * The files of standard output and error: a job has one of each, which its components share. What those
 * had printed that finished before their job was taken off its machine has files of its own.
 *
 * @module
 */

import { isThere } from "../base/files.ts";
import { OutputNotFound } from "../base/errors.ts";
import { readOutputs } from "../store/output_files.ts";
import type { StreamName } from "../wire/names.ts";
import type { MapState } from "./state.ts";

/** How many bytes of a stream are read at once. */
const PIECE = 1 << 16;

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
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const piece of streamPieces(state, name, component)) {
      text += decoder.decode(piece, { stream: true });
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return text + decoder.decode();
}

/**
 * Reads what a component wrote to a standard stream, piece by piece.
 *
 * @param state The map's state.
 * @param name The stream.
 * @param component The component.
 * @returns The bytes, in pieces.
 * @throws {Deno.errors.NotFound} If the job has not sent it back yet.
 */
export async function* streamPieces(
  state: MapState,
  name: StreamName,
  component: number,
): AsyncGenerator<Uint8Array> {
  const { path, range: [start, end] } = placeOf(state, name, component);
  using file = await Deno.open(path);
  await file.seek(start, Deno.SeekMode.Start);
  for (let left = end - start; left > 0;) {
    const piece = new Uint8Array(Math.min(left, PIECE));
    const count = await file.read(piece);
    if (count === null) return;
    left -= count;
    yield piece.subarray(0, count);
  }
}

/**
 * Reads the end of what a component wrote to a standard stream.
 *
 * @param state The map's state.
 * @param name The stream.
 * @param component The component.
 * @param bytes How much of it at most.
 * @returns The text, and whether it is all; `undefined` if there is no such file yet.
 */
export async function streamEnd(
  state: MapState,
  name: StreamName,
  component: number,
  bytes: number,
): Promise<{ text: string; isWhole: boolean } | undefined> {
  const { path, range: [start, end] } = placeOf(state, name, component);
  try {
    using file = await Deno.open(path);
    const last = Math.min(end, (await file.stat()).size);
    const from = Math.max(start, last - bytes);
    await file.seek(from, Deno.SeekMode.Start);
    const buffer = new Uint8Array(Math.max(0, last - from));
    let filled = 0;
    while (filled < buffer.length) {
      const count = await file.read(buffer.subarray(filled));
      if (count === null) break; // it has become shorter
      filled += count;
    }
    return { text: new TextDecoder().decode(buffer.subarray(0, filled)), isWhole: from === start };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Finds the file that has what a component wrote, and which part of it that is, in bytes. */
function placeOf(
  state: MapState,
  name: StreamName,
  component: number,
): { path: string; range: readonly [start: number, end: number] } {
  const { paths } = state.map;
  const submission = state.submissionOf(component);
  const kept = paths.keptStream(name, component, submission);
  // Then the job's own has what was printed after the component had finished, elsewhere.
  if (isThere(kept)) return { path: kept, range: [0, Infinity] };
  const head = state.submissions.headOf(state.rowOf(component), submission);
  const isAlone = state.submissions.componentsWith(component, submission).length < 2;
  const range = isAlone ? undefined : rangeOf(state, head, component, name);
  return { path: paths[name](head, submission), range: range ?? [0, Infinity] };
}

/** Finds where a component's part of its job's stream is; `undefined` if all of it is the component's. */
function rangeOf(
  state: MapState,
  head: number,
  component: number,
  name: StreamName,
): readonly [start: number, end: number] | undefined {
  try {
    const { records } = readOutputs(state.map.paths, head, state.submissionOf(component));
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
