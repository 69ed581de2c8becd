/**
 * Running components again, from scratch.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { BackendOptions } from "../backend/backend.ts";
import type { RerunOptions } from "../base/wait_options.ts";
import {
  CannotRerunComponents,
  HTCondorError,
  HTMapError,
  InvalidOption,
  MapIsBusy,
  MapWasRemoved,
} from "../base/errors.ts";
import { isThere } from "../base/files.ts";
import { say } from "../base/say.ts";
import { JobState } from "../events/job_table.ts";
import { chunkOf, jobOf } from "../wire/layout.ts";
import { canShareJobs } from "../submission/chunk_rule.ts";
import { usesComponent } from "../submission/component_macro.ts";
import { log } from "../log/log.ts";
import { counted } from "../text/counted.ts";
import { fittingChunk, inSeconds } from "./chunk_advice.ts";
import { componentTime } from "./component_times.ts";
import { barOfCommand } from "./long_work.ts";
import { checkInputs } from "../store/inputs.ts";
import { lockMap } from "../store/map_lock.ts";
import type { MapHandle } from "./handle.ts";
import {
  comingFrom,
  dropSubmission,
  readSubmissionParts,
  reserveSubmission,
  type SubmissionParts,
  writeSubmission,
} from "./map_files.ts";

/** How long another process may take to submit jobs of the same map, in milliseconds. */
const PATIENCE = 120_000;
/** How long a job may take to leave the queue once its output is here, in milliseconds. */
const LEAVING = 20_000;
/** How often is looked whether it has, in milliseconds. */
const LOOK = 300;

/**
 * Submits components again.
 *
 * Where a job runs several components, all of the job's components run again.
 *
 * @param handle The map.
 * @param components The components, from the start.
 * @param options How many components a job runs now, and a signal to stop. What the backend has taken by
 *   then runs.
 * @throws {InvalidOption} If a job cannot run so many.
 * @throws {MapWasRemoved} If it is gone, or its removal has begun.
 * @throws {MapIsBusy} If another process has long been submitting jobs of the map.
 * @throws {OtherForm} If another version of htmap made it, whose files this one's jobs cannot read.
 * @throws {CannotRerunComponents} If some of them are still in the queue.
 * @throws {HTCondorError} If HTCondor does not take the jobs; nothing is lost then.
 */
export async function rerun(
  handle: MapHandle,
  components: readonly number[],
  options: RerunOptions,
): Promise<void> {
  checkChunk(options.chunk);
  const { paths, backend, layout, tag, inputStarts } = handle;
  const { signal } = options;
  // Of two processes that do so at once, the second finds the jobs of the first.
  using lock = await lockMap(paths, paths.jobsLock, { patience: PATIENCE, signal });
  if (lock === undefined) throw new MapIsBusy(tag);
  if (isThere(paths.removing)) throw new MapWasRemoved(tag);
  await handle.refresh();
  const jobs = [...new Set(components.map((component) => jobOf(layout, component)))].sort((a, b) =>
    a - b
  );
  await refuseIfQueued(handle, jobs, options);
  if (jobs.length === 0) return;
  await checkInputs(paths, inputStarts);

  const parts = await readSubmissionParts(paths);
  const chunk = chunkToRun(handle, options.chunk, parts, jobs.length * layout.chunk);
  const together = Math.max(1, Math.floor(chunk / layout.chunk));
  const index = await reserveSubmission(paths, jobs, together);
  const submission = { tag, paths, layout, inputStarts, ...parts, jobs, together, index };
  try {
    using bar = barOfCommand({ title: `Submitting ${tag}`, unit: "job" });
    bar.update(jobs.length);
    await writeSubmission(submission);
    await backend.submit(submission, options);
  } catch (error) {
    // Unless it is sure that none got in: jobs in the queue are known by what the event log says of them.
    const isCertain = error instanceof HTCondorError ? error.refused : error instanceof HTMapError;
    if (isCertain) await dropSubmission(paths, index);
    throw error;
  }
  log("info", "map", `Of the map "${tag}", to run again: ${counted(jobs.length, "job")}`, {
    tag,
    jobs,
    index,
  });
  // What the components brought back before stays until something has come in its place.
  handle.asking.expectChange();
}

function checkChunk(chunk: unknown): void {
  const isCount = Number.isSafeInteger(chunk) && Number(chunk) > 0;
  if (chunk === undefined || chunk === "advised" || isCount) return;
  throw new InvalidOption(
    `rerun() takes a whole number from 1, or "advised", as chunk, but it was given ${chunk}. Change it`,
  );
}

/** How many components a job is to run, where the map says that it runs fewer. */
function chunkToRun(
  handle: MapHandle,
  asked: RerunOptions["chunk"],
  parts: SubmissionParts,
  components: number,
): number {
  const { layout, tag } = handle;
  if (asked === undefined) return layout.chunk;
  const obstacle = obstacleToSharing(handle, parts);
  if (asked !== "advised") {
    if (obstacle === undefined || asked <= layout.chunk) return asked;
    throw new InvalidOption(
      `What runs again of the map "${tag}" cannot run ${asked} components a job: ${obstacle}. Leave out chunk`,
    );
  }
  const time = componentTime(handle);
  const fitting = obstacle === undefined && time ? fittingChunk(time.seconds, components) : 1;
  const chunk = Math.max(layout.chunk, fitting);
  const known = time
    ? `its components took ${inSeconds(time.seconds)} each, in the median`
    : "it is not known yet how long its components take";
  say(
    `chunk is ${chunk} for what runs again of the map "${tag}": ${obstacle ?? known}`,
  );
  return chunk;
}

/** Why a job cannot run more components than the map was made with, if it cannot. */
function obstacleToSharing(
  { runsTogether }: MapHandle,
  { options, delivery }: SubmissionParts,
): string | undefined {
  if (!canShareJobs(options) || Object.values(delivery.descriptors).some(usesComponent)) {
    return "its components have options, or input files, of their own";
  }
  return runsTogether
    ? undefined
    : "it was made by an earlier version of htmap, and is run by that";
}

/**
 * Only the queue can tell: the log may have missed that they ended, or that they were submitted. One whose
 * output has just arrived is about to leave it, and is waited for.
 */
async function refuseIfQueued(
  handle: MapHandle,
  jobs: readonly number[],
  options: BackendOptions,
): Promise<void> {
  const { state, layout, tag } = handle;
  for (const deadline = Date.now() + LEAVING;;) {
    const queued = await queuedOf(handle, jobs, options);
    const active = jobs.filter((job) => queued.has(job));
    if (active.length === 0) return;
    const areLeaving = active.every((job) => OVER.includes(state.jobs.states[job]));
    if (!areLeaving || Date.now() > deadline) {
      throw new CannotRerunComponents(tag, active.map((job) => chunkOf(layout, job)[0]));
    }
    await sleep(LOOK, undefined, { signal: options.signal });
    await handle.refresh();
  }
}

const OVER: readonly (number | undefined)[] = [JobState.ENDED, JobState.REMOVED];

/** Which jobs are in the queue, or will be made into jobs of the queue. */
async function queuedOf(
  { state, backend, paths }: MapHandle,
  jobs: readonly number[],
  options: BackendOptions,
): Promise<Set<number>> {
  const [heads] = await backend.queues([paths], options);
  const queue = heads && state.submissions.wholeQueue(heads);
  const unended = queue?.jobs.filter(({ state }) => state !== JobState.ENDED);
  const queued = new Set(unended?.map(({ job }) => job));
  const open = jobs.filter((job) => !OVER.includes(state.jobs.states[job]) && !queued.has(job));
  // Some may not have been made into jobs yet; of a map that does not say where they are, all may be.
  if (open.length > 0) {
    const factories = queue?.isWhole ? await backend.factories(paths, options) : undefined;
    for (const job of factories ? comingFrom(factories, paths) : open) queued.add(job);
  }
  return queued;
}
