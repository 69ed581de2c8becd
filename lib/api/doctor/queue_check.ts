/**
 * Jobs whose map is gone, and maps whose jobs are.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { userInfo } from "node:os";
import type { Backend } from "../../backend/backend.ts";
import { isSettled } from "../../backend/local/local.ts";
import { readLock } from "../../backend/local/lock.ts";
import { openBackend } from "../../backend/open.ts";
import { chosenSchedd, runAt } from "../../backend/schedds.ts";
import { CorruptData, HTCondorError, MapWasRemoved } from "../../base/errors.ts";
import { isThere, namesIn, readTextIfThere } from "../../base/files.ts";
import { isUnfinished, readDescription } from "../../map/map_files.ts";
import { MapState } from "../../map/state.ts";
import { originOf } from "../../store/map_origin.ts";
import { HTMapDirectory, isMapUuid, MapPaths } from "../../store/paths.ts";
import { listTags } from "../../store/tags.ts";
import { counted } from "../../text/counted.ts";
import { shellWord } from "../../text/shell_word.ts";
import { INTERNAL_COMMAND } from "../../wire/names.ts";
import { type Check, type CheckContext, type Finding, notChecked, ok, warning } from "./finding.ts";

/** How long the last words of jobs that have just ended may take, in milliseconds. */
const SETTLING = 1500;
/** How long the queue may take to answer, in milliseconds. */
const TIMEOUT = 30_000;

/** Whether maps and jobs know each other. */
export const queueCheck: Check = {
  name: "queue",
  timeout: 90_000,
  needs: ["settings", "directory"],
  run: lookAtJobs,
};

/** A map, as far as its jobs go by it. */
interface KnownMap {
  readonly tag: string;
  readonly paths: MapPaths;
  readonly state: MapState;
}

async function lookAtJobs(context: CheckContext): Promise<Finding[]> {
  const { signal } = context;
  const directory = HTMapDirectory.current();
  const maps = await activeMaps(directory, signal);
  const findings = [
    ...deadSchedulers(maps.local),
    ...await strandedSchedulers(),
  ];
  if (maps.htcondor.length > 0 || await context.backend() === "htcondor") {
    try {
      findings.push(...await lostJobs(maps.htcondor, signal), ...await orphans(directory, signal));
    } catch (error) {
      if (!(error instanceof HTCondorError)) throw error;
      findings.push(notChecked(`The jobs in HTCondor's queue: ${error.tool} ${error.what}`));
    }
  }
  const all = maps.local.length + maps.htcondor.length;
  return findings.length > 0 ? findings : [
    ok(
      all === 0
        ? "No jobs and maps have lost each other"
        : `No jobs and maps have lost each other; ${counted(all, "map")} ${
          all === 1 ? "has" : "have"
        } work to do`,
    ),
  ];
}

/** The maps that have something to do, as their own files say; none of them is woken by that. */
async function activeMaps(
  directory: HTMapDirectory,
  signal: AbortSignal,
): Promise<{ local: KnownMap[]; htcondor: KnownMap[] }> {
  const found: { local: KnownMap[]; htcondor: KnownMap[] } = { local: [], htcondor: [] };
  for (const tag of await listTags(directory)) {
    signal.throwIfAborted();
    const uuid = (await readTextIfThere(directory.tag(tag)))?.trim() ?? "";
    if (!isMapUuid(uuid)) continue;
    const paths = directory.map(uuid);
    if (await originOf(paths) !== "htmap" || isUnfinished(paths)) continue;
    try {
      const description = await readDescription(paths);
      if (!description) continue;
      const state = new MapState({ tag, paths, layout: description.layout });
      await state.refresh();
      if (state.hasWork) found[description.backend].push({ tag, paths, state });
    } catch (error) {
      // What is damaged, the check of the maps tells; what is gone is no one's loss.
      if (!(error instanceof CorruptData || error instanceof MapWasRemoved)) throw error;
    }
  }
  return found;
}

function deadSchedulers(maps: readonly KnownMap[]): Finding[] {
  return maps.flatMap(({ tag, paths }) => {
    const { holder, isElsewhere } = readLock(paths);
    if (holder && isElsewhere) {
      return [
        notChecked(`The map ${tag} runs on ${holder.host}, which only looks at it there can tell`),
      ];
    }
    if (isSettled(paths)) return [];
    return [
      warning(`The map ${tag} has jobs to run, and what ran them on this machine has ended`, {
        advice: "Any look at the map starts that anew",
        command: `htmap status ${shellWord(tag)}`,
      }),
    ];
  });
}

/** The schedulers of this user's whose map is gone: they end by themselves, unless they hang. */
async function strandedSchedulers(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const pid of await namesIn("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const words = await commandLineOf(pid);
    const at = words.indexOf(INTERNAL_COMMAND.LOCAL_SCHEDULER);
    const root = words[at + 1];
    if (at < 1 || root === undefined || !root.startsWith("/") || words[0] === "/bin/sh") continue;
    if (isThereToSee(root)) continue;
    await sleep(SETTLING); // the map may just have been removed
    if ((await commandLineOf(pid)).length === 0) continue;
    findings.push(
      warning(`The process ${pid} runs jobs of a map whose directory ${root} is gone`, {
        command: `kill ${pid}`,
      }),
    );
  }
  return findings;
}

async function commandLineOf(pid: string): Promise<string[]> {
  try {
    if ((await Deno.stat(`/proc/${pid}`)).uid !== Deno.uid()) return [];
    return (await Deno.readTextFile(`/proc/${pid}/cmdline`)).split("\0").slice(0, -1);
  } catch {
    return []; // it has ended, or is none of this user's
  }
}

/** @returns Whether something is there, or nobody may look. */
function isThereToSee(path: string): boolean {
  try {
    return isThere(path);
  } catch {
    return true;
  }
}

/** Maps in HTCondor that say they have jobs which no queue has. */
async function lostJobs(maps: readonly KnownMap[], signal: AbortSignal): Promise<Finding[]> {
  if (maps.length === 0) return [];
  const backend = await openBackend("htcondor");
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
  for (const { state } of maps) state.expectQueue();
  const queues = await backend.queues(maps.map(({ paths }) => paths), { signal: limited });
  const missing = async (map: KnownMap, i: number, hasSettled: boolean): Promise<number> => {
    const queue = queues[i];
    if (!queue) return 0;
    try {
      const jobs = await map.state.compare(queue, hasSettled);
      if (jobs.length === 0 || !hasSettled) return jobs.length;
      return await withoutComing(map, jobs, backend, limited);
    } catch (error) {
      if (error instanceof MapWasRemoved) return 0;
      throw error;
    }
  };
  const doubtful: number[] = [];
  for (const [i, map] of maps.entries()) if (await missing(map, i, false) > 0) doubtful.push(i);
  if (doubtful.length > 0) await sleep(SETTLING, undefined, { signal });
  const findings: Finding[] = [];
  for (const i of doubtful) {
    const map = maps[i];
    const count = map ? await missing(map, i, true) : 0;
    if (!map || count === 0) continue;
    findings.push(
      warning(
        `Of the map ${map.tag}, ${counted(count, "job")} ${
          count === 1 ? "is" : "are"
        } in no queue any more and brought no output back`,
        {
          advice: "They were removed, or lost with the schedd; this runs their components again",
          command: `htmap rerun map ${shellWord(map.tag)} --removed`,
        },
      ),
    );
  }
  return findings;
}

/** Leaves out what HTCondor has yet to make jobs of. */
async function withoutComing(
  { state, paths }: KnownMap,
  jobs: readonly number[],
  backend: Backend,
  signal: AbortSignal,
): Promise<number> {
  const coming = state.submissions.coming(await backend.factories(paths, { signal }));
  return new Set(jobs).difference(coming).size;
}

/** A line of what is asked of jobs: strings as ClassAds write them. */
const LINE = /^"([0-9a-f-]{36})" (\d+) "((?:[^"\\]|\\.)*)"$/;

/** Jobs of this user's whose map is neither here nor where it was when they were submitted. */
async function orphans(directory: HTMapDirectory, signal: AbortSignal): Promise<Finding[]> {
  const schedd = chosenSchedd();
  if (schedd.name !== undefined) {
    return [
      notChecked(
        `Whether jobs at the schedd ${schedd.name} have lost their maps: those may be on its machine`,
      ),
    ];
  }
  const constraint = `HTMapUUID =!= undefined && JobStatus =!= 3 && JobStatus =!= 4${ofUser()}`;
  const args = ["-constraint", constraint, "-af:V", "HTMapUUID", "ClusterId", "Iwd"];
  const options = { signal, timeout: TIMEOUT };
  const { stdout } = await runAt(schedd, "condor_q", args, "could not list the jobs", options);
  const lost = new Map<string, { jobs: number; iwd: string }>();
  for (const line of stdout.split("\n")) {
    const [, uuid = "", , written = ""] = LINE.exec(line) ?? [];
    if (!isMapUuid(uuid)) continue;
    const iwd = written.replace(/\\(.)/g, "$1");
    if (isMap(directory.map(uuid)) || isMap(new MapPaths(iwd, uuid))) continue;
    lost.set(uuid, { jobs: (lost.get(uuid)?.jobs ?? 0) + 1, iwd });
  }
  return [...lost].map(([uuid, { jobs, iwd }]) =>
    warning(
      `${counted(jobs, "job")} in the queue ${
        jobs === 1 ? "is" : "are"
      } of a map whose directory ${iwd} is gone`,
      {
        advice: "If it was moved, move it back; else this removes the jobs",
        command: `condor_rm -constraint ${shellWord(`HTMapUUID == "${uuid}"`)}`,
      },
    )
  );
}

function isMap({ description, making }: MapPaths): boolean {
  return isThereToSee(description) || isThereToSee(making);
}

/** Keeps to this user's jobs where the schedd lists those of others, too. */
function ofUser(): string {
  try {
    const { username } = userInfo();
    return /^[\w.-]+$/.test(username) ? ` && Owner == "${username}"` : "";
  } catch {
    return ""; // one whom the system does not know: the schedd does as it sees fit
  }
}
