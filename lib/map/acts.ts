/**
 * What can be done to a map: edit, rerun, retag.
 *
 * @module
 */

import { parseOutputName } from "../wire/names.ts";
import type { Backend, BackendOptions } from "../backend/backend.ts";
import {
  CannotRerunComponents,
  HTCondorError,
  HTMapError,
  InvalidOption,
  TagAlreadyExists,
} from "../base/errors.ts";
import { createFileExclusively, removeTree } from "../base/files.ts";
import { JobState } from "../events/job_table.ts";
import { chunkOf, type JobLayout, jobOf } from "../wire/layout.ts";
import {
  dropSubmission,
  readDescription,
  readSubmissionParts,
  reserveSubmission,
  writeSubmission,
} from "./map_files.ts";
import type { HTMapDirectory, MapPaths } from "../store/paths.ts";
import type { MapState } from "./state.ts";
import { checkTag } from "../store/tags.ts";

/**
 * Changes what the queued jobs of a map ask for.
 *
 * @param backend The map's backend.
 * @param paths The map.
 * @param attribute The resource.
 * @param value Memory in MB, disk in KB.
 * @throws {InvalidOption} If the value is not a whole number above 0.
 */
export async function editMap(
  backend: Backend,
  paths: MapPaths,
  attribute: "RequestMemory" | "RequestDisk",
  value: number,
  options: BackendOptions,
): Promise<void> {
  if (!Number.isSafeInteger(value) || value <= 0) {
    const unit = attribute === "RequestMemory" ? "MB" : "KB";
    throw new InvalidOption(
      `${attribute} must be a whole number of ${unit} above 0, but it is ${value}. Change it`,
    );
  }
  await backend.edit(attribute, value, paths, options);
}

/**
 * Submits components again.
 *
 * @param paths The map.
 * @param backend The map's backend.
 * @param state The map's state, just refreshed.
 * @param layout How its components are dealt to jobs.
 * @param tag The map's tag.
 * @param components The components.
 * @throws {CannotRerunComponents} If some of them are still in the queue.
 */
export async function rerunComponents(
  paths: MapPaths,
  backend: Backend,
  state: MapState,
  layout: JobLayout,
  tag: string,
  components: readonly number[],
  options: BackendOptions,
): Promise<void> {
  const jobs = [...new Set(components.map((component) => jobOf(layout, component)))].sort((a, b) =>
    a - b
  );
  const over: (number | undefined)[] = [JobState.ENDED, JobState.REMOVED];
  const active = jobs.filter((job) => !over.includes(state.jobs.states[job]));
  const isUnknown = active.every((job) => state.jobs.states[job] === JobState.UNMATERIALIZED);
  // If the event log was lost, only the queue can tell.
  const isOver = active.length === 0 || isUnknown && await backend.countJobs(paths, options) === 0;
  if (!isOver) {
    throw new CannotRerunComponents(
      tag,
      active.map((job) => chunkOf(layout, job)[0]),
    );
  }
  if (jobs.length === 0) return;

  const parts = await readSubmissionParts(paths);
  const inputStarts = (await readDescription(paths))?.inputStarts ?? [];
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
  await removeEarlierOutputs(paths, layout, new Set(jobs), index);
}

async function removeEarlierOutputs(
  paths: MapPaths,
  layout: JobLayout,
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

/**
 * Gives a map another tag.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @param old The tag it has.
 * @param tag The tag it gets.
 * @throws {InvalidTag} If it cannot be one.
 * @throws {TagAlreadyExists} If it is in use.
 */
export async function retagMap(
  directory: HTMapDirectory,
  paths: MapPaths,
  old: string,
  tag: string,
): Promise<void> {
  checkTag(tag);
  if (!await createFileExclusively(directory.tag(tag), `${paths.uuid}\n`)) {
    throw new TagAlreadyExists(tag);
  }
  await removeTree(paths.transient);
  await removeTree(directory.tag(old));
}
