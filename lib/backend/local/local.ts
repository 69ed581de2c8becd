/**
 * The local backend: a map's jobs run on this machine, and no pool is needed.
 *
 * It is for trying out, testing and small work. A scheduler of its own for each map runs the jobs
 * (see `scheduler.ts`); this side writes down what there is to do, and sees to it that there
 * is a scheduler to do it. Of the submit descriptors, `request_cpus`, `request_memory`, `environment` and
 * `getenv` have an effect; the rest are for a pool.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { HTMapError, TimeoutError } from "../../base/errors.ts";
import { loadDelay } from "../../deps.ts";
import {
  afterError,
  asCannotWrite,
  isThere,
  makeDirectory,
  workingDirectory,
  writeFileAtomically,
} from "../../base/files.ts";
import { troubleWithSystem } from "../../base/system_error.ts";
import { log } from "../../log/log.ts";
import type { MapPaths } from "../../store/map_paths.ts";
import type { Submission } from "../../submission/description.ts";
import { JobState } from "../../events/job_table.ts";
import { counted } from "../../text/counted.ts";
import type {
  Action,
  Backend,
  BackendOptions,
  HeldRequest,
  MapQueue,
  Resource,
} from "../backend.ts";
import { groupsOf } from "../../submission/job_groups.ts";
import { submitNotes } from "../../events/log.ts";
import { EventLog, eventText } from "../../events/writer.ts";
import { jobName } from "./journal.ts";
import { readLock } from "./lock.ts";
import { readQueue } from "./queue_on_disk.ts";
import { jobsNamedIn } from "./recovery.ts";
import { listRequests, makeRequest } from "./requests.ts";
import { INTERNAL_COMMAND } from "../../wire/names.ts";
import {
  listClusters,
  localSubmissionOf,
  memoryFor,
  readLocalSubmission,
  requestFor,
  withRequest,
} from "./cluster.ts";

/**
 * How long a scheduler has for carrying out a request, in milliseconds: one of this machine, which may have
 * thousands of jobs and little time, and one that is said to be on another, from where nothing may come.
 */
const REQUEST_TIMEOUT = { here: 5 * 60_000, elsewhere: 60_000 } as const;
/** How long a scheduler that was started has to show itself before another is, in milliseconds. */
const START_TIMEOUT = 5_000;
/** The pauses between looks at what is being waited for, in milliseconds: the first and the longest. */
const PAUSES = [5, 100] as const;

/** Runs jobs on this machine. */
export class LocalBackend implements Backend {
  readonly name = "local";

  async submit(submission: Submission, options: BackendOptions = {}): Promise<number> {
    const { paths, index } = submission;
    const text = JSON.stringify(localSubmissionOf(submission));
    options.signal?.throwIfAborted();
    try {
      makePlace(paths);
      const cluster = reserveCluster(paths);
      const now = new Date();
      const events = groupsOf(submission).map((_, proc) =>
        eventText({ cluster, proc }, { event: "submitted", notes: submitNotes(index) }, now)
      );
      using eventLog = new EventLog(paths.events, true);
      eventLog.write(events.join(""));
      // From here on the jobs are there; before, nothing runs them.
      await writeFileAtomically(paths.localSubmission(cluster), text);
      await startOrWithdraw(paths, cluster);
      const { tag, jobs } = submission;
      const message = `This machine has ${counted(jobs.length, "job")} of the map "${tag}" to run`;
      log("info", "map", message, { tag, cluster, jobs: jobs.length });
      return cluster;
    } catch (error) {
      throw asCannotWrite(paths.local, error);
    }
  }

  async act(action: Action, paths: MapPaths, options: BackendOptions = {}): Promise<void> {
    if (readQueue(paths).length > 0) await request(action, paths, options);
    if (action !== "remove") return;
    await waitUntil(
      () => readLock(paths).holder === undefined,
      "The removal of the jobs",
      paths,
      options,
    );
  }

  async edit(
    attribute: Resource,
    value: number,
    paths: MapPaths,
    { jobs }: BackendOptions & { readonly jobs?: readonly number[] } = {},
  ): Promise<boolean> {
    // The scheduler sees the files change. Memory counts for jobs that start from now on; of disk, nothing
    // here limits what a job takes: it is only remembered what was asked for.
    for (const cluster of listClusters(paths).submitted) {
      const submission = readLocalSubmission(paths, cluster);
      const edited = withRequest(submission, attribute, value, jobs);
      await writeFileAtomically(paths.localSubmission(cluster), JSON.stringify(edited));
    }
    return true;
  }

  heldRequests(paths: MapPaths): Promise<HeldRequest[]> {
    const held = readQueue(paths).filter(({ isHeld }) => isHeld).map((
      { job, proc, submission },
    ) => ({
      job,
      memory: memoryFor(submission, proc),
      disk: requestFor(submission, "RequestDisk", proc),
    }));
    return Promise.resolve(held);
  }

  soFar(): Promise<undefined> {
    return Promise.resolve(undefined); // its jobs write into the map's directory
  }

  whyNoneFits(): Promise<undefined> {
    return Promise.resolve(undefined); // this machine runs what it has made
  }

  whyJobsWait(): Promise<never[]> {
    return Promise.resolve([]); // for each other only
  }

  unmeetable(): Promise<never[]> {
    return Promise.resolve([]); // what asks for more than there is runs alone
  }

  async wake(paths: MapPaths): Promise<void> {
    if (!isSettled(paths) && !hasJustStarted(paths)) await ensureScheduler(paths);
  }

  async queues(maps: readonly MapPaths[]): Promise<MapQueue[]> {
    const queues: MapQueue[] = [];
    for (const paths of maps) {
      // What was killed goes on: else who waits for it would wait in vain.
      await this.wake(paths);
      queues.push(queueOf(paths));
    }
    return queues;
  }

  factories(): Promise<[]> {
    return Promise.resolve([]);
  }

  countJobs(paths: MapPaths): Promise<number> {
    return new Promise((resolve) => {
      // On a full disk a scheduler may have removed jobs and could not note it.
      const isRemoved = isThere(paths.removing) && readLock(paths).holder === undefined;
      resolve(isRemoved ? 0 : readQueue(paths).length);
    });
  }
}

/** @returns Whether there is nothing for a scheduler to do; mostly found out without reading the event log. */
export function isSettled(paths: MapPaths): boolean {
  const { holder, settledAt } = readLock(paths);
  if (holder) return true; // it is being done
  if (settledAt !== undefined && settledAt === logSize(paths)) return true;
  return listRequests(paths).length === 0 && readQueue(paths).every(({ isHeld }) => isHeld);
}

function queueOf(paths: MapPaths): MapQueue {
  const queue = readQueue(paths);
  const running = new Set(
    jobsNamedIn(paths.localRunning).map(([cluster, proc]) => jobName(cluster, proc)),
  );
  const jobs = queue.map(({ cluster, proc, job, submission, isHeld }) => {
    const isRunning = running.has(jobName(cluster, proc));
    const state = isHeld ? JobState.HELD : isRunning ? undefined : JobState.IDLE;
    return { job, submission: submission.index, state };
  });
  return { jobs, isWhole: true };
}

function logSize(paths: MapPaths): number | undefined {
  try {
    return Deno.statSync(paths.events).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function makePlace(paths: MapPaths): void {
  const { local, localClusters, localRequests, localRunning, localScratch } = paths;
  for (const path of [local, localClusters, localRequests, localRunning, localScratch]) {
    makeDirectory(path);
  }
  for (const path of [paths.localLock, paths.localLog]) {
    Deno.openSync(path, { append: true, create: true, mode: 0o600 }).close();
  }
}

/** A number is never used twice, not even if the submission it was for came to nothing. */
function reserveCluster(paths: MapPaths): number {
  const { submitted, reserved } = listClusters(paths);
  for (let cluster = Math.max(0, ...submitted, ...reserved) + 1;; cluster++) {
    try {
      Deno.openSync(paths.localReservation(cluster), { write: true, createNew: true }).close();
      return cluster;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

async function startOrWithdraw(paths: MapPaths, cluster: number): Promise<void> {
  try {
    await ensureScheduler(paths);
  } catch (error) {
    await afterError(
      `The jobs of ${paths.root} could not be taken back, and run when the map is next looked at`,
      () => Deno.remove(paths.localSubmission(cluster)),
    );
    throw error;
  }
}

/** Asks the scheduler for something, and waits until it is done. */
async function request(action: Action, paths: MapPaths, options: BackendOptions): Promise<void> {
  const path = await makeRequest(paths, action);
  let startedAt = 0;
  const isDone = async (): Promise<boolean> => {
    if (!isThere(path)) return true;
    if (Date.now() - startedAt > START_TIMEOUT && await ensureScheduler(paths)) {
      startedAt = Date.now();
    }
    return false;
  };
  try {
    await waitUntil(isDone, `To ${action} the jobs`, paths, options);
  } catch (error) {
    await Deno.remove(path).catch(() => {}); // taken back, unless it has been done meanwhile
    throw error instanceof TimeoutError ? unanswered(action, paths, error) : error;
  }
}

function unanswered(action: Action, paths: MapPaths, cause: TimeoutError): HTMapError {
  const { holder, isElsewhere } = readLock(paths);
  const advice = holder && isElsewhere
    ? `Its scheduler runs, or was left behind, on the machine ${holder.host}: try there. If that ` +
      `machine is no more, delete ${paths.localLock}`
    : `See what the scheduler says in ${paths.localLog}, and try again`;
  return new HTMapError(
    `The local backend could not ${action} the jobs of ${paths.root} within ${
      cause.timeout / 1000
    } s. ${advice}`,
    { cause },
  );
}

async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  paths: MapPaths,
  { signal }: BackendOptions,
): Promise<void> {
  const { delay } = await loadDelay();
  const start = Date.now();
  for (let pause: number = PAUSES[0]; !await isSo(); pause = Math.min(PAUSES[1], 1.2 * pause)) {
    const limit = REQUEST_TIMEOUT[readLock(paths).isElsewhere ? "elsewhere" : "here"];
    if (Date.now() - start > limit) throw new TimeoutError(what, limit);
    await delay(pause, { signal });
  }
}

/** Starts the shell's arguments in the background, with all they say in the file that is its `$0`. */
const IN_BACKGROUND = 'exec >>"$0" 2>&1; "$@" </dev/null &';

/** When this process last started a scheduler for which map's directory, in milliseconds since 1970. */
const lastStarts = new Map<string, number>();

/** Whether this process has started a scheduler that may not have shown itself yet. */
function hasJustStarted({ root, localLock }: MapPaths): boolean {
  const started = lastStarts.get(root);
  if (started === undefined || Date.now() - started > START_TIMEOUT) return false;
  // One that has shown itself has written there, also if it has ended since.
  return !isThere(localLock) || (Deno.statSync(localLock).mtime?.getTime() ?? 0) <= started;
}

/**
 * Starts a scheduler if none runs. Should two be started, one of them ends at once.
 *
 * @returns Whether one was started.
 */
async function ensureScheduler(paths: MapPaths): Promise<boolean> {
  if (readLock(paths).holder) return false;
  lastStarts.set(paths.root, Date.now());
  const shell = startShell(paths);
  log("debug", "local", `A scheduler is started for ${paths.root}`, { map: paths.root });
  if (!(await shell.status).success) {
    throw new HTMapError(
      `The local scheduler could not be started. See what ${paths.localLog} says`,
    );
  }
  return true;
}

/** Starts a shell that ends at once, so that the scheduler is not this process's child, nor keeps it. */
function startShell(paths: MapPaths): Deno.ChildProcess {
  const cache = Deno.env.get("DENO_DIR");
  const shell = new Deno.Command("/bin/sh", {
    args: ["-c", IN_BACKGROUND, paths.localLog, ...schedulerCommand(paths.root)],
    // It may run for long: it must not keep the directory of the script in use.
    cwd: "/",
    env: cache === undefined || cache.startsWith("/")
      ? {}
      : { DENO_DIR: `${workingDirectory()}/${cache}` },
    detached: true, // in a session of its own, out of reach of this process's terminal
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  try {
    return shell.spawn(); // not output(), which leaves `detached` out in some versions of Deno
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { reason, advice } = error instanceof Deno.errors.NotFound
      ? {
        reason: "this machine has no /bin/sh",
        advice:
          "The local backend needs a shell: run htmap on a machine that has one, or put one there",
      }
      : troubleWithSystem(error) ??
        { reason: error.message, advice: "See whether /bin/sh can be run by hand" };
    throw new HTMapError(`The local scheduler could not be started: ${reason}. ${advice}`, {
      cause: error,
    });
  }
}

function schedulerCommand(mapDirectory: string): string[] {
  if (Deno.build.standalone) {
    return [Deno.execPath(), INTERNAL_COMMAND.LOCAL_SCHEDULER, mapDirectory];
  }
  const entry = import.meta.resolve("./main.ts");
  return [
    Deno.execPath(),
    "run",
    "--allow-all",
    "--no-config",
    "--no-lock",
    "--no-prompt",
    "--quiet",
    entry.startsWith("file:") ? fileURLToPath(entry) : entry,
    mapDirectory,
  ];
}
