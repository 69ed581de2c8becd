/**
 * Writing a job's output file, a component at a time, so that what is finished stays if the job dies.
 *
 * @module
 */

import { recordHeader, recordPrefix } from "../lib/records.ts";
import { encode } from "../lib/codec.ts";
import { HTMapError } from "../lib/errors.ts";
import type { RunRecord } from "../lib/outputs.ts";
import { failuresFile, OUTPUT_DIRECTORY, outputFile } from "./scratch.ts";

/** The output file of a job and the list of its failed components. */
export class OutputWriter {
  /** Absolute: the function may change the working directory. */
  readonly #directory = `${Deno.cwd()}/${OUTPUT_DIRECTORY}`;
  #file: Deno.FsFile;

  /**
   * @param job The job.
   * @param submission Which submission of the map it belongs to.
   * @param again Whether to go on with the file of an earlier process of the same job.
   */
  constructor(readonly job: number, readonly submission: number, again: boolean) {
    Deno.mkdirSync(this.#directory, { recursive: true });
    this.#file = Deno.openSync(
      `${this.#directory}/${outputFile(job, submission)}`,
      again ? { append: true } : {
        write: true,
        create: true,
        truncate: true,
      },
    );
    if (!again) this.#write(recordHeader("output"));
  }

  /**
   * Adds a component.
   *
   * @param run What is known of its run.
   * @param content Its encoded result or error report.
   * @throws {HTMapError} If it cannot be written. What was added before stays whole.
   */
  add(run: RunRecord, content: Uint8Array): void {
    if (run.status === "ERR") {
      const path = `${this.#directory}/${failuresFile(this.job, this.submission)}`;
      Deno.writeTextFileSync(path, `${run.component}\n`, { append: true });
    }
    const record = encode(run);
    const { size } = this.#file.statSync();
    try {
      for (const part of [recordPrefix(record), record, recordPrefix(content), content]) {
        this.#write(part);
      }
    } catch (error) {
      this.#file.truncateSync(size);
      this.#file.seekSync(size, Deno.SeekMode.Start);
      throw new HTMapError(
        `what component ${run.component} brings back (${content.length} bytes) could not be written where ` +
          `it ran: ${
            error instanceof Error ? error.message : error
          }. Ask for more disk space with the ` +
          "map option request_disk, or return less",
        { cause: error },
      );
    }
  }

  /** Flushes and closes the file. */
  close(): void {
    this.#file.syncDataSync();
    this.#file.close();
  }

  #write(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(this.#file.writeSync(rest));
  }
}
