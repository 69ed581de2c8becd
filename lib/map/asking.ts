/**
 * Asking the queue, where the event log may be silent: rarely enough that it costs the schedd nothing, and
 * always before something is believed that the log does not say.
 *
 * @module
 */

import type { Backend, JobFactory, MapQueue } from "../backend/backend.ts";
import { HTMapError, MapWasRemoved } from "../base/errors.ts";
import { isThere } from "../base/files.ts";
import { warn } from "../base/say.ts";
import { loadDelay } from "../deps.ts";
import { JobState } from "../events/job_table.ts";
import type { MapPaths } from "../store/paths.ts";
import type { MapState } from "./state.ts";
import { pollingTime } from "./watch.ts";

/** How long a look at a map waits for the queue's answer before it goes by the log, in milliseconds. */
const PATIENCE = 20_000;
/** The longest pause between two questions while a map is waited for, in milliseconds. */
const LONGEST_PAUSE = 30_000;
/** For how long what the log says can wait for the queue to be asked, in milliseconds. */
const LONGEST_DOUBT = 5 * 60_000;
/** A question that took long is asked again after this many times as long. */
const COST = 20;
/** How long the output of a job that has just left the queue may take to be seen, in milliseconds. */
const SETTLING = 1000;

/** A map that the queue is asked about. */
export interface AskedMap {
  readonly paths: MapPaths;
  readonly backend: Backend;
  readonly state: MapState;
  readonly asking: QueueAsking;
}

/** When the queue is asked about a map. */
export class QueueAsking {
  #map: AskedMap;
  /** When it was asked last, and how long that took; by `performance.now()`, in milliseconds. */
  #asked = -Infinity;
  #took = 0;
  /** Whether something was done to its jobs since. */
  #expectsChange = false;
  /** Why there was no answer to the last question, if there was none. */
  trouble: string | undefined;
  /** When there was an answer last, in milliseconds since 1970; `undefined` if there never was. */
  answered: number | undefined;
  /** The question that waits for an answer, if one does. */
  underWay: Promise<void> | undefined;

  /** @param map The map. */
  constructor(map: AskedMap) {
    this.#map = map;
  }

  /** Whether there is something that the queue may know better, and it has not just been asked. */
  get isDue(): boolean {
    const { state } = this.#map;
    return this.#pause <= 0 && (state.hasWork || state.hasUnloggedSubmission);
  }

  /** Whether it may be asked soon, so that what it may know better can wait for its answer. */
  get isDueSoon(): boolean {
    return this.#pause <= LONGEST_DOUBT;
  }

  /** How long it is not to be asked yet, in milliseconds. */
  get #pause(): number {
    return this.#asked + Math.max(pollingTime(), COST * this.#took) - performance.now();
  }

  /** Has the next look at the map ask, since something was done to its jobs. */
  expectChange(): void {
    this.#asked = -Infinity;
    this.#expectsChange = true;
  }

  /** Whether what the log says may be over, since it need not have heard yet of what was done. */
  get expectsChange(): boolean {
    return this.#expectsChange;
  }

  /** Asks if that is due. If there is no answer, what the log says must do. */
  async ifDue(signal?: AbortSignal): Promise<void> {
    await askTogether([this.#map], signal);
  }

  /** Notes that the queue was asked. */
  noteAsked(since: number): void {
    this.#asked = performance.now();
    this.#took = this.#asked - since;
    this.#expectsChange = false;
  }

  /**
   * Notes how a question ended.
   *
   * @param trouble Why there was no answer, if there was none.
   */
  noteAnswer(trouble: string | undefined): void {
    this.trouble = trouble;
    if (trouble === undefined) this.answered = Date.now();
  }

  /**
   * Asks now and then while the map is waited for, and not while events arrive.
   *
   * @param signal The signal of the wait.
   * @returns What asks, and ends that when it is disposed of.
   */
  whileWaiting(signal: AbortSignal | undefined): AskingWhileWaiting {
    return new AskingWhileWaiting(this.#map, this, signal);
  }
}

/** The asking of one wait: in the background, so that the wait goes on if nobody answers. */
export class AskingWhileWaiting implements Disposable {
  #end = new AbortController();
  #signal: AbortSignal;
  #pause = pollingTime();
  #quietSince: number;
  #answer: Promise<void> | undefined;
  #isAnswered = false;

  constructor(
    readonly map: AskedMap,
    readonly asking: QueueAsking,
    signal: AbortSignal | undefined,
  ) {
    const { signal: end } = this.#end;
    this.#signal = signal ? AbortSignal.any([signal, end]) : end;
    this.#quietSince = performance.now() - ageOf(map.paths.events);
  }

  /** Whether there was an answer since the wait began. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /**
   * Asks if the log has been silent for long enough.
   *
   * @param log.isNews Whether it has just spoken.
   * @param log.isUrgent Whether what it says is not to be believed before the queue was asked.
   * @returns What settles when there is an answer, if one is awaited.
   */
  ask({ isNews, isUrgent }: { isNews: boolean; isUrgent: boolean }): Promise<void> | undefined {
    if (isNews) {
      this.#quietSince = performance.now();
      this.#pause = pollingTime();
    }
    if (!this.#answer && (isUrgent || !isNews && this.#isQuiet) && this.asking.isDue) {
      this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
      this.#quietSince = performance.now();
      this.#answer = askTogether([this.map], this.#signal)
        .then(() => {
          this.#isAnswered = true;
        })
        .finally(() => this.#answer = undefined);
      this.#answer.catch(() => {}); // whoever waits for it hears of it
    }
    return this.#answer;
  }

  get #isQuiet(): boolean {
    return performance.now() - this.#quietSince >= this.#pause;
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }
}

/** How long ago a file was written to, in milliseconds. */
function ageOf(path: string): number {
  try {
    const { mtime } = Deno.statSync(path);
    return Math.max(0, Date.now() - (mtime?.getTime() ?? 0));
  } catch {
    return Infinity; // it is not there, or cannot be looked at: it says nothing
  }
}

/**
 * Compares maps with their queues, those of one backend in one question, where that is due.
 *
 * @param maps The maps.
 * @param signal Stops it.
 */
export async function askTogether(
  maps: readonly AskedMap[],
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const others = new Set(maps.flatMap(({ asking }) => asking.underWay ?? []));
  const due = maps.filter(({ asking }) => !asking.underWay && asking.isDue);
  const asking = askNow(due, signal);
  for (const map of due) map.asking.underWay = asking;
  try {
    // What becomes of a question that someone else has asked is for them to hear.
    await Promise.all([asking, ...[...others].map((other) => other.catch(() => {}))]);
  } finally {
    for (const map of due) map.asking.underWay = undefined;
  }
}

async function askNow(maps: readonly AskedMap[], signal: AbortSignal | undefined): Promise<void> {
  const byBackend = Map.groupBy(maps, ({ backend }) => backend.name);
  for (const asked of byBackend.values()) {
    const limit = AbortSignal.timeout(PATIENCE);
    try {
      await compare(asked, signal ? AbortSignal.any([signal, limit]) : limit);
      for (const { asking } of asked) asking.noteAnswer(undefined);
    } catch (error) {
      signal?.throwIfAborted();
      if (isOfRemoval(error, asked)) continue; // whoever looks at that map next hears of it
      if (!limit.aborted && !(error instanceof HTMapError)) throw error;
      const trouble = limit.aborted || !(error instanceof HTMapError)
        ? `there was no answer within ${PATIENCE / 1000} s`
        : error.message;
      for (const { asking, state } of asked) {
        asking.noteAnswer(trouble);
        state.believeLog();
      }
      warnOnce(trouble);
    }
  }
}

/** Whether it failed since the directory of one of the maps was taken away meanwhile. */
function isOfRemoval(error: unknown, maps: readonly AskedMap[]): boolean {
  return error instanceof Deno.errors.NotFound && maps.some(({ paths }) => !isThere(paths.root));
}

async function compare(maps: readonly AskedMap[], signal: AbortSignal): Promise<void> {
  const since = performance.now();
  for (const { state } of maps) state.expectQueue();
  const factories = new Map<AskedMap, readonly JobFactory[]>();
  let queues: MapQueue[];
  try {
    // First what has still to be made: what was made by then is in the queue, or gone.
    for (const map of maps) {
      if (!map.state.jobs.states.includes(JobState.UNMATERIALIZED)) continue;
      factories.set(map, await map.backend.factories(map.paths, { signal }));
    }
    const paths = maps.map(({ paths }) => paths);
    queues = await maps[0]?.backend.queues(paths, { signal }) ?? [];
  } finally {
    for (const { asking } of maps) asking.noteAsked(since);
  }
  const incomplete: [AskedMap, MapQueue][] = [];
  for (const [i, map] of maps.entries()) {
    const queue = queues[i];
    if (queue && (await missingFrom(map, queue, false)).length > 0) incomplete.push([map, queue]);
  }
  if (incomplete.length === 0) return;
  // Their last words, or their outputs, may be on their way yet.
  const { delay } = await loadDelay();
  await delay(SETTLING, { signal });
  for (const [map, queue] of incomplete) {
    const missing = await missingFrom(map, queue, true);
    if (missing.length > 0) map.state.lose(missing, factories.get(map) ?? []);
  }
}

async function missingFrom(
  { state }: AskedMap,
  queue: MapQueue,
  hasSettled: boolean,
): Promise<readonly number[]> {
  try {
    return await state.compare(queue, hasSettled);
  } catch (error) {
    if (error instanceof MapWasRemoved) return []; // whoever looks at it next hears of it
    throw error;
  }
}

const warned = new Set<string>();

function warnOnce(reason: string): void {
  if (warned.has(reason)) return;
  warned.add(reason);
  warn(
    `The queue could not be asked, so what is known of maps is what their event logs say: ${reason}`,
  );
}
