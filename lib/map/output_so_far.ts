/**
 * What a component has written until now, be it running or over.
 *
 * @module
 */

import type { BackendOptions } from "../backend/backend.ts";
import type { StreamName } from "../wire/names.ts";
import type { MapHandle } from "./handle.ts";
import { streamEnd } from "./stream_files.ts";

/** How much is fetched at most where nothing else is asked for, in bytes. */
const MOST = 1 << 26;

/** The end of what a component has written. */
export interface OutputSoFar {
  readonly text: string;
  /** Whether what it wrote before is left out. */
  readonly isCut: boolean;
  /** How many components share it, one after the other, since their job has not ended. */
  readonly components: number;
}

/**
 * Fetches the end of what a component has written to a standard stream until now: on a pool from the machine
 * that it runs on.
 *
 * @param handle The map, whose state has just been read.
 * @param component The component.
 * @param name The stream.
 * @param options How much of its end at most, in bytes, and a signal to stop.
 * @returns What there is; `undefined` if nothing is, as before it has begun.
 * @throws {HTCondorError} If the machine that it runs on cannot be asked.
 */
export async function outputSoFar(
  handle: MapHandle,
  component: number,
  name: StreamName,
  { bytes = MOST, ...options }: BackendOptions & { readonly bytes?: number | undefined } = {},
): Promise<OutputSoFar | undefined> {
  const { backend, paths, state } = handle;
  const status = state.statusOf(component);
  const isRunning = status === "RUNNING" || status === "SUSPENDED";
  const submission = state.submissionOf(component);
  const components = isRunning ? state.submissions.componentsWith(component, submission).length : 1;
  const id = state.jobs.starts.get(state.rowOf(component))?.id;
  if (isRunning && id !== undefined) {
    const text = await backend.soFar({ id, submission }, name, bytes, paths, options);
    if (text !== undefined) {
      const isCut = new TextEncoder().encode(text).length >= bytes;
      return { text, isCut, components };
    }
  }
  const end = await streamEnd(state, name, component, bytes);
  return end && { text: end.text, isCut: !end.isWhole, components };
}
