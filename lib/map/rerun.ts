/**
 * Running components again, from scratch: as they were, or mended.
 *
 * @module
 */

import {
  HTCondorError,
  HTMapError,
  InvalidArgument,
  InvalidOption,
  MapIsBusy,
  MapWasRemoved,
} from "../base/errors.ts";
import { afterError, isThere } from "../base/files.ts";
import { say, warn } from "../base/say.ts";
import { log } from "../log/log.ts";
import { counted } from "../text/counted.ts";
import { barOfCommand } from "./long_work.ts";
import { checkInputs } from "../store/inputs.ts";
import { lockMap } from "../store/map_lock.ts";
import { canShareJobs } from "../submission/chunk_rule.ts";
import { usesComponent } from "../submission/component_macro.ts";
import { groupJobs } from "../submission/job_groups.ts";
import { didYouMean } from "../text/similar.ts";
import { componentsOfJob, jobOf } from "../wire/layout.ts";
import { submitAndAdvise } from "./unmeetable.ts";
import { changedSources } from "./changed_sources.ts";
import { fittingChunk, inSeconds } from "./chunk_advice.ts";
import { componentTime } from "./component_times.ts";
import type { MapHandle } from "./handle.ts";
import {
  dropSubmission,
  readSubmissionParts,
  reserveSubmission,
  type SubmissionParts,
  writeSubmission,
} from "./map_files.ts";
import { Mending } from "./mending.ts";
import { refuseIfQueued } from "./queued_components.ts";
import type { RerunOptions } from "./rerun_options.ts";
import {
  dropVersion,
  readVersion,
  submittedVersion,
  type VersionRecord,
  writeVersion,
} from "./versions.ts";

/** How long another process may take to submit jobs of the same map, in milliseconds. */
const PATIENCE = 120_000;

/** The states of components that can be chosen by it, and what is said where none is in it. */
const STATES = {
  errored: ["ERRORED", "has failed"],
  removed: ["REMOVED", "was removed"],
} as const;

/** Components, from the start, or the state that they are in. */
export type Selection = readonly number[] | keyof typeof STATES;

/** What any function of a map may be given as. */
type AnyRerunOptions = RerunOptions<never, unknown>;

/**
 * Checks what components are selected by, if that is no list.
 *
 * @param selection What was passed.
 * @returns Whether it is the name of a state.
 * @throws {InvalidArgument} If it is text, and no such name.
 */
export function isStateSelection(selection: unknown): selection is keyof typeof STATES {
  if (typeof selection !== "string") return false;
  if (Object.hasOwn(STATES, selection)) return true;
  const known = Object.keys(STATES);
  throw new InvalidArgument(
    `rerun() cannot select components by ${JSON.stringify(selection)}${
      didYouMean(selection, known) || "."
    } Give "errored", "removed", or a list of their indices, such as [0, 3]`,
  );
}

/**
 * Submits components again.
 *
 * @param handle The map.
 * @param selection The components.
 * @param options What runs in place of what ran before, how many components a job runs now, and a signal to
 *   stop. What the backend has taken by then runs.
 * @returns The components that run again, in order. Where the program of the map is that of an earlier
 *   version of htmap, they are all of their jobs.
 * @throws {InvalidOption} If a job cannot run so many, or a map option cannot be used.
 * @throws {CannotCapture} If the mended function cannot travel.
 * @throws {MapWasRemoved} If the map is gone, or its removal has begun.
 * @throws {MapIsBusy} If another process has long been submitting jobs of the map.
 * @throws {OtherForm} If another version of htmap made it, whose files this one's jobs cannot read.
 * @throws {CannotRerunComponents} If some of them are still in the queue.
 * @throws {HTCondorError} If HTCondor does not take the jobs; nothing is lost then.
 */
export async function rerun(
  handle: MapHandle,
  selection: Selection,
  options: AnyRerunOptions,
): Promise<number[]> {
  checkChunk(options.chunk);
  const { paths, tag, layout, inputStarts } = handle;
  const { signal, quiet } = options;
  const wanted = await componentsOf(handle, selection, signal);
  if (wanted.length === 0) return sayNothingRuns(handle, selection, quiet);
  // All that can be wrong with it is found before anything is changed.
  const mending = await Mending.of(handle, wanted, options);
  // Of two processes that do so at once, the second finds the jobs of the first.
  using lock = await lockMap(paths, paths.jobsLock, { patience: PATIENCE, signal });
  if (lock === undefined) throw new MapIsBusy(tag);
  if (isThere(paths.removing)) throw new MapWasRemoved(tag);
  await handle.refresh();
  const before = await readVersion(paths, handle.description);
  const selected = await componentsOf(handle, selection, signal);
  if (selected.length === 0) return sayNothingRuns(handle, selection, quiet);
  const runsParts = mending?.isNewRuntime(before) || before.runsParts;
  const components = runsParts ? selected : withTheirJobs(handle, selected, quiet);
  await refuseIfQueued(handle, components, options);
  await checkInputs(paths, inputStarts);

  const parts = await readSubmissionParts(paths, before.version);
  const planned = await mending?.plan(handle, before, parts);
  const next = planned?.parts ?? parts;
  const runsTogether = planned?.record.runsTogether ?? before.runsTogether;
  const chunk = chunkToRun(handle, options.chunk, { ...next, runsTogether }, components.length);
  if (!mending?.capture && !quiet) await sayIfChanged(handle, before);
  signal?.throwIfAborted();
  const version = planned ? await writeVersion(paths, planned) : before;
  const groups = groupJobs(layout, components, chunk);
  try {
    await submit(handle, { ...next, ...groups, version }, options);
  } catch (error) {
    if (planned && error instanceof NothingSubmitted) {
      await afterError(
        `What runs again of the map "${tag}" runs as it would have now`,
        () => dropVersion(paths, version.version),
      );
    }
    throw error instanceof NothingSubmitted ? error.cause : error;
  }
  if (mending?.capture) {
    handle.results.learnClasses(version.version, mending.capture.classes);
    if (!quiet) { for (const warning of mending.capture.warnings) warn(warning); }
  }
  // What the components brought back before stays until something has come in its place.
  handle.asking.expectChange();
  return components;
}

/** What is to be submitted. */
interface Rerun extends SubmissionParts, ReturnType<typeof groupJobs> {
  readonly version: VersionRecord;
}

async function submit(
  handle: MapHandle,
  { version, ...what }: Rerun,
  options: AnyRerunOptions,
): Promise<void> {
  const { tag, paths, layout, inputStarts, backend } = handle;
  const { jobs, together, components } = what;
  const of = { components, version: version.version };
  const index = await reserveSubmission(paths, jobs, together, of).catch((cause) => {
    throw new NothingSubmitted("no number could be reserved", { cause });
  });
  const made = { tag, paths, layout, inputStarts, ...what, index };
  const submission = { ...made, version: submittedVersion(paths, version) };
  try {
    using bar = barOfCommand({ title: `Submitting ${tag}`, unit: "job" });
    bar.update(jobs.length);
    await writeSubmission(submission);
    const say = options.quiet ? undefined : warn;
    await submitAndAdvise(backend, submission, { signal: options.signal, say });
  } catch (error) {
    if (!await nothingGotIn(handle, index, error)) throw error;
    await dropSubmission(paths, index);
    throw new NothingSubmitted("no jobs got in", { cause: error });
  }
  log("info", "map", `Of the map "${tag}", to run again: ${counted(jobs.length, "job")}`, {
    tag,
    jobs,
    index,
    components,
    version: version.version,
  });
}

/** Says that no jobs got in, and why as its cause. */
class NothingSubmitted extends Error {}

/**
 * Whether it is sure that no jobs got in. Where it is not, those in the queue are known by what the log says
 * of them.
 */
async function nothingGotIn(
  handle: MapHandle,
  index: number,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof HTCondorError)) return error instanceof HTMapError;
  if (error.refused) return true;
  const { backend, paths, state } = handle;
  const isOfIt = ({ submission }: { readonly submission: number }): boolean => submission === index;
  try {
    // What condor_submit itself does not say, the queue does.
    const [queue] = await backend.queues([paths]);
    const factories = await backend.factories(paths);
    await handle.refresh();
    return queue?.isWhole === true && ![...queue.jobs, ...factories].some(isOfIt) &&
      !state.isLogged(index);
  } catch {
    return false; // nobody can tell
  }
}

async function componentsOf(
  handle: MapHandle,
  selection: Selection,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  if (typeof selection !== "string") return [...new Set(selection)].sort((a, b) => a - b);
  await handle.look(signal);
  const [status] = STATES[selection];
  const { state } = handle;
  return handle.components.filter((component) => state.statusOf(component) === status);
}

function sayNothingRuns({ tag }: MapHandle, selection: Selection, quiet = false): [] {
  const why = typeof selection === "string"
    ? `no component ${STATES[selection][1]}`
    : "no component was named";
  if (!quiet) say(`Nothing of the map "${tag}" runs again: ${why}`);
  return [];
}

/** Adds the other components of their jobs, for a program that cannot leave them out. */
function withTheirJobs(
  { layout, tag }: MapHandle,
  components: readonly number[],
  quiet = false,
): number[] {
  const jobs = [...new Set(components.map((component) => jobOf(layout, component)))];
  const all = jobs.flatMap((job) => componentsOfJob(layout, job));
  if (all.length > components.length && !quiet) {
    say(
      `The map "${tag}" was made by an earlier version of htmap, and is run by that, which runs jobs as ` +
        `wholes: ${all.length} components run again, and not only ${components.length}`,
    );
  }
  return all;
}

/** Says that what runs again is not the code as it is by now. */
async function sayIfChanged(
  { paths, tag }: MapHandle,
  { functionVersion, functionName }: VersionRecord,
): Promise<void> {
  const changed = await changedSources(paths.functionOf(functionVersion));
  if (changed.length === 0) return;
  const name =
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(functionName) && functionName !== "default"
      ? functionName
      : "…";
  say(
    `What runs again of the map "${tag}" is its function as it was captured. The source has changed since, ` +
      `in ${
        changed.join(", ")
      }: to run it as it is now, use rerun(…, { with: ${name} }), or on the ` +
      "command line --with FILE#EXPORT",
  );
}

function checkChunk(chunk: unknown): void {
  const isCount = Number.isSafeInteger(chunk) && Number(chunk) > 0;
  if (chunk === undefined || chunk === "advised" || isCount) return;
  throw new InvalidOption(
    `rerun() takes a whole number from 1, or "advised", as chunk, but it was given ${chunk}. Change it`,
  );
}

/** What tells whether a job can run components of several jobs. */
interface Sharing extends SubmissionParts {
  readonly runsTogether: boolean;
}

/** How many components a job is to run at most. */
function chunkToRun(
  handle: MapHandle,
  asked: RerunOptions["chunk"],
  sharing: Sharing,
  components: number,
): number {
  const { layout, tag } = handle;
  const obstacle = obstacleToSharing(sharing);
  if (asked === undefined) return obstacle === undefined ? layout.chunk : 1;
  if (asked !== "advised") {
    if (obstacle === undefined || asked <= layout.chunk) return obstacle === undefined ? asked : 1;
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
  return obstacle === undefined ? chunk : 1;
}

/** Why a job cannot run components of several of the map's jobs, if it cannot. */
function obstacleToSharing({ options, delivery, runsTogether }: Sharing): string | undefined {
  if (!canShareJobs(options) || Object.values(delivery.descriptors).some(usesComponent)) {
    return "its components have options, or input files, of their own";
  }
  return runsTogether
    ? undefined
    : "it was made by an earlier version of htmap, and is run by that";
}
