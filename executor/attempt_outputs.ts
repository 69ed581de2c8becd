/**
 * Where an attempt of a job puts what is to be brought back. An output file that has arrived says that the
 * job has ended: so an attempt that another may follow keeps what it makes apart until it is known that none
 * does. What earlier attempts have finished well does not run again, and is put together with the rest.
 *
 * @module
 */

import { dirname } from "node:path";
import { isDirectory, isThere, removeTreeSync } from "../lib/base/files.ts";
import { type OutputRecord, parseOutputs } from "../lib/store/output_files.ts";
import {
  ALL_ATTEMPTS,
  ALL_REMAPPED,
  attemptsDirectory,
  keptStreamFile,
  OUTPUT_DIRECTORY,
  outputFile,
  outputFilesDirectory,
  outputName,
} from "../lib/wire/names.ts";
import type { JobLimits } from "../lib/wire/job_ad.ts";
import { OutputWriter } from "./output_writer.ts";

/** What marks a component's output in the streams of another attempt, which are gone. */
const NOT_HERE = { stdout: [0, 0], stderr: [0, 0] } as const;

/** The outputs of an attempt, and of those before it. */
export class AttemptOutputs {
  /** Where this attempt puts what it makes: absolute, since the function may change the working directory. */
  readonly directory: string;
  /** Whether the job is not run again, whatever comes of this attempt. */
  readonly isLast: boolean;
  /** The components that earlier attempts have finished well, each with where what belongs to it is. */
  readonly finished: ReadonlyMap<number, string>;
  /** The directory that travels back. */
  readonly #all: string;
  /** Where the attempts before are, those that came along first. */
  readonly #before: readonly string[];

  /**
   * Finds what earlier attempts have left.
   *
   * @param job The job, or the first of those that run together.
   * @param submission Which submission of the map it belongs to.
   * @param limits What the job's ad says of its attempts.
   */
  constructor(
    readonly job: number,
    readonly submission: number,
    { earlier = 0, retries = 0 }: Pick<JobLimits, "earlier" | "retries">,
  ) {
    const scratch = Deno.cwd();
    this.#all = `${scratch}/${OUTPUT_DIRECTORY}`;
    this.isLast = earlier >= retries;
    const name = attemptsDirectory(job, submission);
    const kept = `${this.#all}/${ALL_ATTEMPTS}/${name}`;
    this.directory = this.isLast ? this.#all : `${kept}/${earlier + 1}`;
    const places = retries === 0 ? [] : [`${scratch}/${name}`, kept];
    this.#before = places.flatMap((place) => attemptsIn(place, earlier));
    const finished = this.#finishedBefore();
    this.finished = new Map(finished.map(([directory, { component }]) => [component, directory]));
    if (this.isLast) this.#gather();
  }

  /** What is to be in the output file of this attempt from the beginning: it is not kept in memory. */
  get records(): OutputRecord[] {
    return this.isLast ? this.#earlierRecords() : [];
  }

  #earlierRecords(): OutputRecord[] {
    return this.#finishedBefore().map(([, record]) => record);
  }

  /**
   * Ends the attempt, all of whose components have an outcome by now.
   *
   * @param failed The components that failed.
   * @returns Whether the job is to be run again, for their sake.
   */
  end(failed: ReadonlySet<number>): boolean {
    if (this.isLast) {
      // What came along of attempts before is where it belongs by now.
      removeTreeSync(`${this.#all}/${ALL_ATTEMPTS}`);
      return false;
    }
    const own = recordsIn(this.directory, this.job, this.submission);
    if (failed.size > 0) {
      if (own.every(({ status }) => status !== "OK")) removeTreeSync(this.directory);
      else for (const component of failed) this.#forget(component);
      return true;
    }
    this.#gather();
    for (const { component } of own) this.#bring(this.directory, component);
    // The output file comes last: when it is there, so is all that belongs to it.
    const records = [...this.#earlierRecords(), ...own];
    const options = { directory: this.#all, sameStreams: true, records };
    new OutputWriter(this.job, this.submission, options).close();
    removeTreeSync(`${this.#all}/${ALL_ATTEMPTS}`);
    return false;
  }

  /** The outcomes of components that attempts before have finished well, each with where it is. */
  #finishedBefore(): [directory: string, record: OutputRecord][] {
    const found = new Map<number, [string, OutputRecord]>();
    for (const directory of this.#before) {
      for (const record of recordsIn(directory, this.job, this.submission)) {
        if (record.status !== "OK" || found.has(record.component)) continue;
        found.set(record.component, [directory, { ...record, ...NOT_HERE }]);
      }
    }
    return [...found.values()];
  }

  /** Puts what belongs to the components that attempts before have finished where it travels back from. */
  #gather(): void {
    for (const [component, directory] of this.finished) this.#bring(directory, component);
  }

  #bring(from: string, component: number): void {
    for (const name of this.#namesOf(from, component)) {
      const path = `${from}/${name}`;
      if (!isThere(path)) continue;
      Deno.mkdirSync(dirname(`${this.#all}/${name}`), { recursive: true });
      removeTreeSync(`${this.#all}/${name}`);
      Deno.renameSync(path, `${this.#all}/${name}`);
    }
  }

  #forget(component: number): void {
    for (const name of this.#namesOf(this.directory, component)) {
      removeTreeSync(`${this.directory}/${name}`);
    }
  }

  /** What belongs to a component beside its outcome, of what is in a directory. */
  #namesOf(directory: string, component: number): string[] {
    const { submission } = this;
    const elsewhere = `${directory}/${ALL_REMAPPED}`;
    const beginning = `${outputName(component, submission)}-`;
    const remapped = isDirectory(elsewhere)
      ? [...Deno.readDirSync(elsewhere)].filter(({ name }) => name.startsWith(beginning))
      : [];
    return [
      keptStreamFile(component, submission, "stdout"),
      keptStreamFile(component, submission, "stderr"),
      outputFilesDirectory(component, submission),
      ...remapped.map(({ name }) => `${ALL_REMAPPED}/${name}`),
    ];
  }
}

/** The directories of attempts that ended before this one. */
function attemptsIn(place: string, earlier: number): string[] {
  if (!isDirectory(place)) return [];
  return [...Deno.readDirSync(place)].map(({ name }) => name)
    .filter((name) => /^[1-9]\d{0,8}$/.test(name) && Number(name) <= earlier)
    .map((name) => `${place}/${name}`);
}

/** What an attempt has written, up to where it was cut off. */
function recordsIn(directory: string, job: number, submission: number): readonly OutputRecord[] {
  const path = `${directory}/${outputFile(job, submission)}`;
  return isThere(path) ? parseOutputs(Deno.readFileSync(path), path).records : [];
}
