/**
 * What a job on a pool has written so far, by `condor_tail`: it asks the schedd where the job's starter is,
 * and the starter for the end of the file.
 *
 * @module
 */

import { HTCondorError } from "../base/errors.ts";
import type { MapPaths } from "../store/paths.ts";
import type { StreamName } from "../wire/names.ts";
import type { BackendOptions, RunningJob } from "./backend.ts";
import { runAt, type Schedd, scheddOf } from "./schedds.ts";

/** How long it may take, in milliseconds: of a job that does not run yet, it waits for the start. */
const PATIENCE = 15_000;

/** What it says, and what that means for whoever wants to read along; the first that fits. */
const MEANINGS: readonly (readonly [said: RegExp, advice: string])[] = [
  [
    /not running|no such|not found|does not exist|not currently|has not started|not in the queue/i,
    "It may have ended, or not have begun: look again in a moment",
  ],
  [
    /file transfer|transfer queue|too many/i,
    "The schedd lets only so many files be transferred at once: look again in a moment",
  ],
  [
    /had not finished|failed to connect|connect to starter|timed? ?out|communication|refused|unreachable/i,
    "Perhaps the machine it runs on cannot be reached from here, as behind a firewall, or the job has not " +
    "begun: then its output comes when it has ended",
  ],
  [
    /denied|not authorized|authoriz|authenticat|security session/i,
    "The machine it runs on does not let you look: its output comes when it has ended",
  ],
];

/**
 * Fetches the end of what a running job has written to a standard stream so far.
 *
 * @param job The job.
 * @param name The stream.
 * @param bytes How much of its end at most.
 * @param paths The map.
 * @param options A signal to stop.
 * @returns The text.
 * @throws {HTCondorError} If there is no answer; its advice says why that may be.
 * @throws {CorruptData} If the map does not say which schedd has the job.
 */
export async function tailOf(
  job: RunningJob,
  name: StreamName,
  bytes: number,
  paths: MapPaths,
  options: BackendOptions,
): Promise<string> {
  const schedd = await scheddOf(paths, job.submission, options);
  const stream = name === "stderr" ? ["-stderr"] : [];
  const args = ["-maxbytes", String(bytes), ...stream, job.id];
  return await ask(schedd, args, `could not read the ${name} of job ${job.id}`, options);
}

async function ask(
  schedd: Schedd,
  args: readonly string[],
  failure: string,
  options: BackendOptions,
): Promise<string> {
  try {
    const { stdout } = await runAt(schedd, "condor_tail", args, failure, {
      ...options,
      timeout: PATIENCE,
    });
    return stdout;
  } catch (error) {
    if (!(error instanceof HTCondorError)) throw error;
    const [, advice] = MEANINGS.find(([words]) => words.test(`${error.what}\n${error.output}`)) ??
      [];
    if (advice === undefined) throw error;
    throw new HTCondorError("condor_tail", error.what, error.output, advice);
  }
}
