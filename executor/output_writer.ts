/**
 * Writing a job's output file, a component at a time, so that what is finished stays if the job dies.
 *
 * @module
 */

import { recordHeader, recordPrefix } from "../lib/wire/records.ts";
import { encode } from "../lib/codec/codec.ts";
import { HTMapError } from "../lib/base/errors.ts";
import { removeTreeSync } from "../lib/base/files.ts";
import { type OutputRecord, parseOutputs, type RunRecord } from "../lib/store/output_files.ts";
import { failuresFile, outputFile } from "../lib/wire/names.ts";

/** What marks an output file that is being made of an earlier one, until it is whole. */
const NEW = ".new";

/** Where an output file is, and what is to be in it from the beginning. */
export interface OutputWriterOptions {
  /** The directory it is in: absolute, since the function may change the working directory. */
  readonly directory: string;
  /** Whether what the earlier process printed is in this one's output, too. */
  readonly sameStreams: boolean;
  /** What earlier attempts of the job have finished. @default nothing */
  readonly records?: readonly OutputRecord[];
}

/** The output file of a job and the list of its failed components. */
export class OutputWriter {
  readonly #directory: string;
  readonly #path: string;
  readonly #file: Deno.FsFile;
  /** The components that were in the file when it was opened. */
  readonly finished: ReadonlySet<number>;
  /** The components in the file that failed. */
  readonly failed: Set<number> = new Set();
  /** The components in the file that have printed something to the streams of this process. */
  readonly printed: Set<number> = new Set();

  /**
   * Goes on with the file of an earlier process of the same job, if there is one: HTCondor keeps what a
   * job has finished when it takes it off a machine, and brings it to the next.
   *
   * @param job The job.
   * @param submission Which submission of the map it belongs to.
   * @param options Where it is to be, and what is to be in it.
   */
  constructor(
    readonly job: number,
    readonly submission: number,
    { directory, sameStreams, records: others = [] }: OutputWriterOptions,
  ) {
    this.#directory = directory;
    Deno.mkdirSync(directory, { recursive: true });
    this.#path = `${directory}/${outputFile(job, submission)}`;
    const there = this.#recordsThere();
    const isThere = new Set(there.map(({ component }) => component));
    const records = [...there, ...others.filter(({ component }) => !isThere.has(component))];
    this.finished = new Set(records.map(({ component }) => component));
    this.#file = Deno.openSync(this.#path + NEW, { write: true, create: true, truncate: true });
    removeTreeSync(`${this.#directory}/${failuresFile(job, submission)}`);
    this.#write(recordHeader("output"));
    for (const { content, ...run } of records) {
      this.add(sameStreams ? run : { ...run, stdout: [0, 0], stderr: [0, 0] }, content);
    }
    // Whenever the process is stopped, one of the two is there with all that was finished.
    Deno.renameSync(this.#path + NEW, this.#path);
  }

  /** What an earlier process has written, up to where it was cut off. */
  #recordsThere(): readonly OutputRecord[] {
    try {
      return parseOutputs(Deno.readFileSync(this.#path), this.#path).records;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
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
    const { component, stdout = [0, 0], stderr = [0, 0] } = run;
    if (run.status === "ERR") this.failed.add(component);
    if (stdout[1] > stdout[0] || stderr[1] > stderr[0]) this.printed.add(component);
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
