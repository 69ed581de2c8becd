/**
 * What can be done to a map: remove, edit, rerun, retag.
 *
 * @module
 */

import { parseOutputName } from "../executor/scratch.ts";
import type { Backend, BackendOptions } from "./backend/backend.ts";
import {
  CannotRerunComponents,
  HTCondorError,
  HTMapError,
  InvalidOption,
  TagAlreadyExists,
} from "./errors.ts";
import { createFileExclusively, removeTree, TEMPORARY_MARK, writeFileAtomically } from "./files.ts";
import { JobState } from "./job_table.ts";
import { chunkOf, type JobLayout, jobOf } from "./jobs.ts";
import {
  dropSubmission,
  readDescription,
  readSubmissionParts,
  reserveSubmission,
  writeSubmission,
} from "./map_files.ts";
import type { HTMapDirectory, MapPaths } from "./paths.ts";
import type { MapState } from "./state.ts";
import { checkTag } from "./tags.ts";

/** How long jobs may take to leave the queue before `remove` gives up waiting, in milliseconds. */
const REMOVAL_TIMEOUT = 60_000;

/**
 * Removes a map: its jobs, its tag, its files. If it is interrupted, `htmap clean` removes the rest.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 * @param backend The map's backend.
 * @param tag The map's tag; none for what is left of an unfinished map.
 * @param options.force Whether to remove the files even if the backend cannot be reached.
 */
export async function removeMap(
  directory: HTMapDirectory,
  paths: MapPaths,
  backend: Backend,
  tag: string | undefined,
  { force, signal }: { force: boolean; signal?: AbortSignal | undefined },
): Promise<void> {
  await writeFileAtomically(paths.removing, "");
  try {
    await backend.act("remove", paths, { signal });
    if (!force) await untilQueueIsEmpty(backend, paths, signal);
  } catch (error) {
    if (!force) throw error;
  }
  if (tag !== undefined) await removeTree(directory.tag(tag));
  await removeMapDirectory(directory, paths);
}

/**
 * Removes a map's directory. It is renamed first: HTCondor may still write to the event log of a job
 * on its way out of the queue, and must not find the directory while it is being emptied.
 *
 * @param directory The htmap directory.
 * @param paths The map.
 */
export async function removeMapDirectory(
  directory: HTMapDirectory,
  paths: MapPaths,
): Promise<void> {
  const doomed = `${directory.maps}/${TEMPORARY_MARK}${paths.uuid}`;
  try {
    await Deno.rename(paths.root, doomed);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await removeTree(doomed);
}

async function untilQueueIsEmpty(
  backend: Backend,
  paths: MapPaths,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + REMOVAL_TIMEOUT;
  for (
    let pause = 50;
    await backend.countJobs(paths, { signal }) > 0;
    pause = Math.min(2 * pause, 1000)
  ) {
    // A job on a machine that is out of reach stays in the queue for long; it is marked removed all the same.
    if (performance.now() > deadline) return;
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

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
  if (active.length > 0) {
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
