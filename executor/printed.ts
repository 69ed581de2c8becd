/**
 * What components print: which part of their job's standard output and error is whose, and keeping it
 * with what travels back. A job that is taken off its machine begins with an empty output on the next.
 *
 * @module
 */

import { fstatSync } from "node:fs";
import { removeTreeSync } from "../lib/base/files.ts";
import { ALL_KEPT_STREAMS, keptStreamFile, type StreamName } from "../lib/wire/names.ts";

/** The standard streams, and their file descriptors. */
const STREAMS = [["stdout", 1], ["stderr", 2]] as const;

/** How many bytes are copied at once. */
const PIECE = 1 << 18;

/** How much had been written to each stream at some time; `undefined` if it is no file. */
export type PrintedSize = Readonly<Record<StreamName, number | undefined>>;

/** A part of each stream, in bytes; `undefined` if it is not known. */
export type PrintedRange = Readonly<
  Record<StreamName, readonly [start: number, end: number] | undefined>
>;

/** @returns How much has been written to the streams so far. */
export function printedSoFar(): PrintedSize {
  return { stdout: writtenTo(1), stderr: writtenTo(2) };
}

/** @returns What has been written to the streams since then. */
export function printedSince(start: PrintedSize): PrintedRange {
  const now = printedSoFar();
  const range = (name: StreamName): [number, number] | undefined => {
    const [from, to] = [start[name], now[name]];
    return from === undefined || to === undefined ? undefined : [from, Math.max(from, to)];
  };
  return { stdout: range("stdout"), stderr: range("stderr") };
}

/** How much has been written to standard output or error, if that is a file. */
function writtenTo(descriptor: number): number | undefined {
  try {
    const status = fstatSync(descriptor);
    return status.isFile() ? status.size : undefined;
  } catch {
    return undefined; // closed by the function: its output cannot be told apart, and is not lost
  }
}

/** Copies of what components have printed, among what travels back. */
export class KeptStreams {
  /**
   * @param outputs Where what is to be brought back is: absolute, since the function may change the working
   *   directory.
   * @param submission Which submission of the map the job belongs to.
   */
  constructor(readonly outputs: string, readonly submission: number) {}

  /**
   * Copies what a component has printed.
   *
   * @param component The component.
   * @param printed Where that is in the streams of this process.
   */
  keep(component: number, printed: PrintedRange): void {
    for (const [name, descriptor] of STREAMS) {
      const range = printed[name];
      if (!range || range[0] === range[1]) continue;
      const path = this.#path(component, name);
      try {
        Deno.mkdirSync(this.#directory, { recursive: true });
        copyRange(`/proc/self/fd/${descriptor}`, range, path);
      } catch {
        // What is in the job's own stream is there nonetheless, and half of it would hide that.
        removeTreeSync(path);
      }
    }
  }

  /**
   * Forgets what a component has printed.
   *
   * @param component A component that begins, or whose output is in the job's own streams.
   */
  forget(component: number): void {
    for (const [name] of STREAMS) removeTreeSync(this.#path(component, name));
  }

  /** Removes the directory of the copies, if none is left. */
  close(): void {
    try {
      Deno.removeSync(this.#directory);
    } catch {
      // It was never made, or is needed.
    }
  }

  get #directory(): string {
    return `${this.outputs}/${ALL_KEPT_STREAMS}`;
  }

  #path(component: number, name: StreamName): string {
    return `${this.outputs}/${keptStreamFile(component, this.submission, name)}`;
  }
}

function copyRange(from: string, [start, end]: readonly [number, number], to: string): void {
  using source = Deno.openSync(from, { read: true });
  using target = Deno.openSync(to, { write: true, create: true, truncate: true, mode: 0o600 });
  source.seekSync(start, Deno.SeekMode.Start);
  const buffer = new Uint8Array(Math.min(PIECE, end - start));
  for (let left = end - start; left > 0;) {
    const count = source.readSync(buffer.subarray(0, Math.min(left, buffer.length)));
    if (count === null) return; // the function has cut it off
    for (let rest = buffer.subarray(0, count); rest.length > 0;) {
      rest = rest.subarray(target.writeSync(rest));
    }
    left -= count;
  }
}
