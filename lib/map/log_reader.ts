/**
 * Reading a map's event log piece by piece, from where the last reading ended.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { UnusableDirectory } from "../base/errors.ts";
import { shellWord } from "../text/shell_word.ts";
import { type JobEvent, parseEvents } from "../events/log.ts";
import { RELEVANT_EVENTS } from "../events/job_table.ts";

/** How much of the log is read at once, in bytes: little enough to stay in the processor's cache. */
const PIECE = 1024 * 1024;

/** Reads an event log as it grows. */
export class LogReader {
  /** How much of the log has been read, in bytes, up to the end of an event. */
  offset = 0;

  /** @param path The log. */
  constructor(readonly path: string) {}

  /**
   * Finds out how long the log is.
   *
   * It is opened for that: on a network file system, what only looks at a file may be told of the past.
   *
   * @returns Its size in bytes; `undefined` if there is none.
   * @throws {UnusableDirectory} If it may not be read.
   */
  size(): number | undefined {
    try {
      using file = Deno.openSync(this.path);
      return file.statSync().size;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      const [directory, name] = [dirname(this.path), basename(this.path)];
      throw new UnusableDirectory(
        directory,
        `you may not read its ${name}`,
        `Give yourself the right to: \`chmod -R u+rwX ${shellWord(directory)}\``,
      );
    }
  }

  /**
   * Reads what has been added.
   *
   * @param size How far to read, in bytes.
   * @param take Takes the events in, a piece of the log at a time.
   * @returns Whether there was a whole event.
   */
  async read(size: number, take: (events: readonly JobEvent[]) => void): Promise<boolean> {
    const before = this.offset;
    using file = await Deno.open(this.path);
    await file.seek(before, Deno.SeekMode.Start);
    let buffer = new Uint8Array(Math.min(PIECE, size - before));
    let filled = 0; // bytes at the start of the buffer that belong to an event that is not whole yet
    for (let position = before; position < size;) {
      // An event longer than the buffer, if there ever is one.
      if (filled === buffer.length) buffer = grown(buffer);
      const read = await file.read(buffer.subarray(filled));
      if (read === null) break; // shorter than it said
      position += read;
      filled += read;
      const { events, consumed } = parseEvents(buffer.subarray(0, filled), RELEVANT_EVENTS);
      take(events);
      this.offset += consumed;
      buffer.copyWithin(0, consumed, filled);
      filled -= consumed;
    }
    return this.offset > before;
  }
}

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * buffer.length);
  larger.set(buffer);
  return larger;
}
