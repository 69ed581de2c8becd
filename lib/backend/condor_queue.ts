/**
 * What HTCondor's queue says of maps: one `condor_q` a schedd, however many maps there are.
 *
 * @module
 */

import { JobState } from "../events/job_table.ts";
import { isThere } from "../base/files.ts";
import { originOf } from "../store/map_origin.ts";
import { MapPaths } from "../store/paths.ts";
import { jobRanges } from "../wire/layout.ts";
import type { BackendOptions, JobFactory, MapQueue, QueuedJob } from "./backend.ts";
import { type MapSchedds, runAt, type Schedd, scheddsOf } from "./schedds.ts";

/** What is said to have failed, if it did. */
const LISTING = "could not list the jobs";

/** How many maps are asked about in one call: a command line has room for some thousands. */
const MAPS_A_CALL = 500;

/**
 * What is asked of each job (HTCondor's manual, "Job ClassAd Attributes"). What may be long is asked only of
 * jobs that are held, or are being removed; the reason, which may be any text, comes last.
 */
const ATTRIBUTES = [
  "HTMapUUID",
  "HTMapJob",
  "HTMapSubmission",
  "JobStatus",
  "HoldReasonCode",
  "HoldReasonSubCode",
  "ifThenElse(JobStatus == 5, Iwd, undefined)",
  "ifThenElse(JobStatus == 5, HoldReason, ifThenElse(JobStatus == 3, RemoveReason, undefined))",
] as const;

/** A line of that: values as ClassAds write them. */
const LINE =
  /^"([0-9a-f-]{36})" (\d{1,15}) (\d{1,9}|undefined) (\d+) (-?\d+|undefined) (-?\d+|undefined) ("(?:[^"\\]|\\.)*"|\w+) ("(?:[^"\\]|\\.)*"|\w+)$/;

/**
 * What a job does by its `JobStatus`. The others are of jobs at work: whether such a one is suspended,
 * the log knows.
 */
const STATES: Readonly<Record<string, number>> = {
  1: JobState.IDLE,
  3: JobState.REMOVED,
  // Its end may not be in the log yet; or it stays to be looked at.
  4: JobState.ENDED,
  5: JobState.HELD,
  7: JobState.SUSPENDED,
};

/** @returns A constraint for the jobs of a map. Its uuid is checked where it is read, and needs no quoting. */
export function ofMap(paths: MapPaths): string {
  return `HTMapUUID == "${paths.uuid}"`;
}

/** @returns A constraint for some jobs of a map, by their numbers in it. */
export function amongJobs(jobs: readonly number[]): string {
  const ranges = jobRanges([...jobs].sort((a, b) => a - b));
  return ranges.map(([first, end]) => `(HTMapJob >= ${first} && HTMapJob < ${end})`).join(" || ") ||
    "false";
}

/**
 * Counts jobs.
 *
 * @param schedd The schedd that has them.
 * @param constraint Which jobs.
 * @param options A signal to stop.
 * @returns How many there are.
 * @throws {HTCondorError} If the schedd cannot be asked.
 */
export async function countAt(
  schedd: Schedd,
  constraint: string,
  options: BackendOptions,
): Promise<number> {
  const args = ["-constraint", constraint, "-af", "ClusterId"];
  const { stdout } = await runAt(schedd, "condor_q", args, LISTING, options);
  return stdout.split("\n").filter((line) => /^\d+$/.test(line.trim())).length;
}

/**
 * Asks for the jobs of maps.
 *
 * @param maps The maps.
 * @param options A signal to stop.
 * @returns What the queue says of each, in order.
 * @throws {HTCondorError} If a schedd that has jobs of them cannot be asked.
 * @throws {CorruptData} If a map does not say which schedd that is.
 */
export async function readQueues(
  maps: readonly MapPaths[],
  options: BackendOptions,
): Promise<MapQueue[]> {
  const places: MapSchedds[] = [];
  for (const paths of maps) places.push(await scheddsOf(paths, options));
  const jobs = new Map<string, QueuedJob[]>(maps.map(({ uuid }) => [uuid, []]));
  const asked = maps.flatMap((paths, i) =>
    (places[i]?.schedds ?? []).map((schedd) => ({ paths, schedd }))
  );
  for (const there of Map.groupBy(asked, ({ schedd }) => JSON.stringify(schedd)).values()) {
    for (let first = 0; first < there.length; first += MAPS_A_CALL) {
      const some = there.slice(first, first + MAPS_A_CALL).map(({ paths }) => paths);
      for (const [paths, job] of await ask(there[0]!.schedd, some, options)) {
        jobs.get(paths.uuid)?.push(job);
      }
    }
  }
  return maps.map(({ uuid }, i) => ({
    jobs: jobs.get(uuid) ?? [],
    isWhole: places[i]?.areAll ?? false,
  }));
}

async function ask(
  schedd: Schedd,
  maps: readonly MapPaths[],
  options: BackendOptions,
): Promise<[MapPaths, QueuedJob][]> {
  const byUuid = new Map(maps.map((paths) => [paths.uuid, paths]));
  // The uuids are checked where they are read, so they need no quoting here.
  const constraint = `stringListMember(HTMapUUID, "${[...byUuid.keys()].join(",")}")`;
  const args = ["-constraint", constraint, "-af:V", ...ATTRIBUTES];
  const { stdout } = await runAt(schedd, "condor_q", args, LISTING, options);
  const found: [MapPaths, QueuedJob][] = [];
  for (const line of stdout.split("\n")) {
    const [, uuid = "", job, submission, status = "", code, subcode, iwd = "", reason = ""] =
      LINE.exec(line) ?? [];
    const paths = byUuid.get(uuid);
    if (!paths) continue;
    const state = STATES[status];
    const hold = state === JobState.HELD
      ? {
        code: Number(code) || 0,
        subcode: Number(subcode) || 0,
        reason: await reasonOf(textOf(reason), textOf(iwd), paths),
      }
      : undefined;
    const removal = state === JobState.REMOVED ? textOf(reason) : undefined;
    // Maps of an htmap that did not write which submission it is had one, as a rule.
    const queued = { job: Number(job), submission: Number(submission) || 0, state, hold, removal };
    found.push([paths, queued]);
  }
  return found;
}

/** What HTCondor says of a directory that is gone does not say where it went. */
async function reasonOf(
  reason: string | undefined,
  iwd: string | undefined,
  paths: MapPaths,
): Promise<string> {
  const said = reason ?? "no reason was given";
  if (iwd === undefined || iwd === paths.root) return said;
  const isMadeAnew = isThere(iwd) && await originOf(new MapPaths(iwd, paths.uuid)) === "none";
  const first = isMadeAnew ? "delete what HTCondor has since made there for its events, then " : "";
  return `${said} (the job was submitted when the map was in ${iwd}, and now it is in ${paths.root}: ` +
    `${first}move it back, or make ${iwd} a link to it)`;
}

/** Reads a string as ClassAds write it; anything else is no text. */
function textOf(value: string): string | undefined {
  if (!value.startsWith('"')) return undefined;
  return value.slice(1, -1).replace(
    /\\(.)/g,
    (_, character: string) => /[nrt]/.test(character) ? " " : character,
  );
}

/**
 * Asks which submissions of a map are not wholly made into jobs yet (HTCondor's manual, "Submitting Lots
 * of Jobs": late materialization).
 *
 * @param paths The map.
 * @param options A signal to stop.
 * @returns The submissions.
 * @throws {HTCondorError} If a schedd that has jobs of it cannot be asked.
 */
export async function readFactories(
  paths: MapPaths,
  options: BackendOptions,
): Promise<JobFactory[]> {
  const found: JobFactory[] = [];
  for (const schedd of (await scheddsOf(paths, options)).schedds) {
    const what = ["-factory", "-constraint", ofMap(paths), "-af:V"];
    const args = [...what, "HTMapSubmission", "JobMaterializeNextProcId"];
    const { stdout } = await runAt(schedd, "condor_q", args, LISTING, options);
    for (const line of stdout.split("\n")) {
      const [, submission, made] = /^(\d{1,9}|undefined) (\d{1,15})$/.exec(line) ?? [];
      if (made === undefined) continue;
      found.push({ submission: Number(submission) || 0, made: Number(made) });
    }
  }
  return found;
}
