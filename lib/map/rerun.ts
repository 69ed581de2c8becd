/**
 * Running components again, from scratch.
 *
 * @module
 */

import type { BackendOptions } from "../backend/backend.ts";
import { CannotRerunComponents, HTCondorError, HTMapError } from "../base/errors.ts";
import { removeTree } from "../base/files.ts";
import { JobState } from "../events/job_table.ts";
import { chunkOf, jobOf } from "../wire/layout.ts";
import { parseOutputName } from "../wire/names.ts";
import type { MapHandle } from "./handle.ts";
import {
  dropSubmission,
  readSubmissionParts,
  reserveSubmission,
  writeSubmission,
} from "./map_files.ts";

/**
 * Submits components again.
 *
 * Where a job runs several components, all of the job's components run again.
 *
 * @param handle The map.
 * @param components The components, from the start.
 * @param options A signal to stop. What the backend has taken by then runs.
 * @throws {CannotRerunComponents} If some of them are still in the queue.
 * @throws {HTCondorError} If HTCondor does not take the jobs; nothing is lost then.
 */
export async function rerun(
  handle: MapHandle,
  components: readonly number[],
  options: BackendOptions,
): Promise<void> {
  const { paths, backend, layout, tag, inputStarts } = handle;
  await handle.refresh();
  const jobs = [...new Set(components.map((component) => jobOf(layout, component)))].sort((a, b) =>
    a - b
  );
  await refuseIfQueued(handle, jobs, options);
  if (jobs.length === 0) return;

  const parts = await readSubmissionParts(paths);
  const index = await reserveSubmission(paths, jobs);
  const submission = { tag, paths, layout, inputStarts, ...parts, jobs, index };
  try {
    await writeSubmission(submission);
    await backend.submit(submission, options);
  } catch (error) {
    // Unless it is sure that none got in: jobs in the queue are known by what the event log says of them.
    const isCertain = error instanceof HTCondorError ? error.refused : error instanceof HTMapError;
    if (isCertain) await dropSubmission(paths, index);
    throw error;
  }
  // Until here, what the components brought back before was the best there was.
  await removeEarlierOutputs(handle, new Set(jobs), index);
}

async function refuseIfQueued(
  { state, backend, paths, layout, tag }: MapHandle,
  jobs: readonly number[],
  options: BackendOptions,
): Promise<void> {
  const over: (number | undefined)[] = [JobState.ENDED, JobState.REMOVED];
  const active = jobs.filter((job) => !over.includes(state.jobs.states[job]));
  if (active.length === 0) return;
  const isUnknown = active.every((job) => state.jobs.states[job] === JobState.UNMATERIALIZED);
  // If the event log was lost, only the queue can tell.
  if (isUnknown && await backend.countJobs(paths, options) === 0) return;
  throw new CannotRerunComponents(tag, active.map((job) => chunkOf(layout, job)[0]));
}

async function removeEarlierOutputs(
  { paths, layout }: MapHandle,
  jobs: ReadonlySet<number>,
  index: number,
): Promise<void> {
  for (const directory of [paths.outputs, paths.logs]) {
    await removeEarlier(directory, index, (job) => jobs.has(job));
  }
  const isOfJobs = (component: number): boolean => jobs.has(jobOf(layout, component));
  await removeEarlier(paths.allOutputFiles, index, isOfJobs);
}

async function removeEarlier(
  directory: string,
  index: number,
  isOfJobs: (number: number) => boolean,
): Promise<void> {
  let names: string[];
  try {
    names = [...Deno.readDirSync(directory)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // no component has sent such files
    throw error;
  }
  for (const name of names) {
    const output = parseOutputName(name);
    if (output && output.submission < index && isOfJobs(output.number)) {
      await removeTree(`${directory}/${name}`);
    }
  }
}
