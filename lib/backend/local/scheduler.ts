/**
 * The local scheduler: the process that runs the jobs of one map on this machine.
 *
 * It is started by whatever has something for it to do, and ends when no job runs or waits to run.
 * All it knows is on disk: submissions and requests are files that it watches for, and the queue is
 * what the event log says. So it can be killed at any time, and another goes on.
 *
 * No package is loaded here, so that it starts quickly.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { isThere, removeTreeSync } from "../../base/files.ts";
import { MapPaths } from "../../store/map_paths.ts";
import { checkPrivateTree } from "../../base/private_directory.ts";
import type { Action } from "../backend.ts";
import { EventLog, eventText } from "../../events/writer.ts";
import { Alarm } from "./alarm.ts";
import type { AppendedFile } from "../../events/appended_file.ts";
import { jobName, journalLine, openJournal } from "./journal.ts";
import { readLock, SchedulerLock } from "./lock.ts";
import { LocalQueue } from "./queue.ts";
import { clearEarlierRuns } from "./recovery.ts";
import { type QueueEntry, readQueue } from "./queue_on_disk.ts";
import { listRequests } from "./requests.ts";
import { listClusters, readLocalSubmission } from "./cluster.ts";

/** How often to look for what no watcher reported, in milliseconds. */
const POLL = 1000;
/** How long a process that is ending may keep the lock, in milliseconds. */
const LOCK_PATIENCE = 30_000;

/**
 * Runs the jobs of a map until there are none left to run; does nothing if another process does.
 *
 * @param mapDirectory The map's directory.
 * @returns Resolves when it is done, or was told to end by SIGTERM.
 */
export async function runScheduler(mapDirectory: string): Promise<void> {
  const paths = new MapPaths(mapDirectory, mapDirectory.replace(/^.*\//, ""));
  while (true) {
    const lock = await takeLock(paths);
    if (!lock) return;
    if (!isThere(paths.localClusters)) return lock.release(); // it comes late: the map is being removed
    const scheduler = new Scheduler(paths, lock);
    let settledAt: number | undefined;
    try {
      settledAt = await scheduler.run();
    } finally {
      lock.release(settledAt);
    }
    // What came between the last look and the release found a scheduler, and started none.
    if (scheduler.wasEnded || !scheduler.hasNews) return;
  }
}

/** Takes the lock, unless there is a process at work that has it. */
async function takeLock(paths: MapPaths): Promise<SchedulerLock | undefined> {
  const deadline = Date.now() + LOCK_PATIENCE;
  while (true) {
    const lock = SchedulerLock.tryTake(paths);
    if (lock || !isThere(paths.localLock) || readLock(paths).holder || Date.now() > deadline) {
      return lock;
    }
    // One that is just ending, or was killed, has it for a moment yet: its threads end one by one.
    await sleep(5);
  }
}

/** The scheduler of a map whose lock this process has. */
class Scheduler {
  /** Whether it was told to end, or the map was removed. */
  wasEnded = false;
  #log: EventLog;
  #journal: AppendedFile;
  #queue: LocalQueue;
  #alarm = new Alarm();
  /** The clusters that were taken in, and which version of what is kept of them. */
  #known = new Map<number, string>();
  /** Whether its jobs were removed: there is nothing to note any more that anyone needs. */
  #isRemoved = false;
  /** The jobs that an earlier scheduler left running. */
  #interrupted = new Set<string>();

  constructor(readonly paths: MapPaths, readonly lock: SchedulerLock) {
    this.#log = new EventLog(paths.events, true);
    this.#journal = openJournal(paths);
    this.#queue = new LocalQueue({
      paths,
      log: this.#log,
      journal: this.#journal,
      onEnd: () => this.#alarm.ring(),
    });
  }

  /** Whether there are requests, or submissions that it has not taken in. */
  get hasNews(): boolean {
    return listRequests(this.paths).length > 0 ||
      listClusters(this.paths).submitted.some((cluster) => !this.#known.has(cluster));
  }

  /**
   * Runs jobs until there are none left to run.
   *
   * @returns The size of the event log, if nothing is left to run of what it says.
   */
  async run(): Promise<number | undefined> {
    const end = (): void => void this.#end();
    for (const signal of SIGNALS) Deno.addSignalListener(signal, end);
    const watcher = watch(this.paths, () => this.#alarm.ring());
    try {
      this.#interrupted = await clearEarlierRuns(this.paths);
      removeTreeSync(this.paths.localPrograms); // of a scheduler that was killed, and perhaps was another version
      while (!this.wasEnded) {
        this.#takeInSubmissions();
        await this.#answerRequests();
        // One that was killed may not have come to it, or could not note it.
        if (isThere(this.paths.removing)) await this.#carryOut("remove");
        this.#queue.start();
        if (this.#isDone) break;
        await this.#alarm.wait(POLL);
        if (!this.lock.isIntact) await this.#abandon();
      }
      await Promise.all(this.#queue.activeJobs.map((job) => job.active?.over));
      return this.#settledSize();
    } finally {
      removeTreeSync(this.paths.localPrograms); // large, and quickly made again
      watcher?.close();
      for (const signal of SIGNALS) Deno.removeSignalListener(signal, end);
      this.#log.close();
      this.#journal.close();
    }
  }

  get #isDone(): boolean {
    if (!this.#queue.isQuiet || this.hasNews) return false;
    return this.#isRemoved || (!this.#log.isBehind && !this.#journal.isBehind);
  }

  #settledSize(): number | undefined {
    if (this.wasEnded) return undefined;
    const size = this.#log.size;
    // A submission that is being made may have its events in the log, and no jobs yet.
    return listClusters(this.paths).reserved.length === 0 ? size : undefined;
  }

  /** Takes in what has been submitted, and what has been asked for otherwise since. */
  #takeInSubmissions(): void {
    const added: number[] = [];
    for (const cluster of listClusters(this.paths).submitted) {
      const version = versionOf(this.paths.localSubmission(cluster));
      const known = this.#known.get(cluster);
      if (version === undefined || version === known) continue;
      if (known === undefined) added.push(cluster);
      else this.#queue.edit(cluster, readLocalSubmission(this.paths, cluster));
      this.#known.set(cluster, version);
    }
    if (added.length === 0) return;
    this.#isRemoved = false;
    this.#enqueue(added);
  }

  #enqueue(clusters: readonly number[]): void {
    const { root, directories, versions } = this.paths;
    checkPrivateTree(root, [...directories, versions]); // what is to be run is this user's own
    const events: string[] = [];
    const left: string[] = [];
    for (const entry of readQueue(this.paths, clusters)) {
      const { cluster, proc, submission, isHeld, failed } = entry;
      if (this.#hasOutput(entry)) {
        // An earlier scheduler took the output, and was killed before it could say so.
        const end = { event: "terminated", end: { exitCode: 0 }, time: NO_TIME } as const;
        events.push(eventText(entry, end));
        left.push(journalLine(cluster, proc, "gone"));
        continue;
      }
      if (this.#interrupted.has(jobName(cluster, proc))) {
        events.push(eventText(entry, { event: "evicted", time: NO_TIME }));
      }
      const state = isHeld ? "held" : "idle";
      this.#queue.enqueue({ cluster, proc }, submission, { state, failed });
    }

    this.#log.add(events.join(""));
    this.#journal.add(left.join(""));
  }

  #hasOutput({ job, submission }: QueueEntry): boolean {
    return isThere(this.paths.output(job, submission.index));
  }

  async #answerRequests(): Promise<void> {
    for (const { path, action } of listRequests(this.paths)) {
      this.#takeInSubmissions(); // a request is about all jobs that were there when it was made
      await this.#carryOut(action);
      if (this.wasEnded) return; // not wholly carried out, perhaps: the next scheduler will
      await Deno.remove(path).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error; // taken back
      });
    }
  }

  async #carryOut(action: Action): Promise<void> {
    const queue = this.#queue;
    switch (action) {
      case "release":
        return queue.release("via htmap release");
      case "pause":
        return await queue.suspend();
      case "resume":
        return queue.resume();
      case "vacate":
        await Promise.all(queue.activeJobs.map((job) => queue.stop(job, { become: "idle" })));
        return;
      case "hold":
        return await queue.stopAll({ become: "held", reason: "via htmap hold" });
      case "remove":
        this.#isRemoved = true;
        return await queue.stopAll({ become: "removed", reason: "via htmap remove" });
    }
  }

  /** Ends as it was told to: the jobs wait in the queue for the next scheduler. */
  async #end(): Promise<void> {
    this.wasEnded = true;
    await this.#stopRuns();
  }

  /** The map is gone, and with it everything there is to run for. */
  async #abandon(): Promise<void> {
    this.wasEnded = true;
    await this.#stopRuns(0);
  }

  async #stopRuns(grace?: number): Promise<void> {
    const queue = this.#queue;
    queue.close();
    await Promise.all(queue.activeJobs.map((job) => queue.stop(job, { become: "idle" }, grace)));
    this.#alarm.ring();
  }
}

/** Names what a file is at the moment: another one takes its place when it is changed. */
function versionOf(path: string): string | undefined {
  try {
    const { ino, mtime } = Deno.statSync(path);
    return `${ino} ${mtime?.getTime()}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined; // the map was removed
    throw error;
  }
}

/** All that may end it; those it was started with ignored would else be ignored by its jobs, too. */
const SIGNALS = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"] as const;
const NO_TIME = { user: 0, system: 0 };

function watch(paths: MapPaths, onChange: () => void): Deno.FsWatcher | undefined {
  let watcher: Deno.FsWatcher;
  try {
    watcher = Deno.watchFs([paths.local, paths.localRequests, paths.localClusters], {
      recursive: false,
    });
  } catch (error) {
    // The system allows each user only so many; without one, it takes a little longer.
    console.error(`${paths.local} cannot be watched, and is looked at every second: ${error}`);
    return undefined;
  }
  (async () => {
    for await (const { kind } of watcher) if (kind !== "access") onChange();
  })().catch((error) => console.error(`Watching ${paths.local} ended: ${error}`));
  return watcher;
}
