/**
 * A map as somebody sees it who watches it for days: all that changes is learned as it does, and what does
 * not is not read again.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import { MapWasRemoved } from "../base/errors.ts";
import { TimeLeft } from "../text/time_left.ts";
import { askedMemory } from "./asked_memory.ts";
import type { AskingWhileWaiting } from "./asking.ts";
import { describe, type SeenComponent } from "./component_view.ts";
import type { MapHandle } from "./handle.ts";
import type { OutputSoFar } from "./output_so_far.ts";
import { outputSoFar } from "./output_so_far.ts";
import type { StreamName } from "../wire/names.ts";
import { Endings } from "./endings.ts";
import { type HoldGroup, holdGroups } from "./hold_groups.ts";

/** A component that has a machine. */
export interface RunningComponent {
  readonly component: number;
  readonly status: ComponentStatus;
  /** HTCondor's slot, or the address of the machine. */
  readonly host: string | undefined;
  /** When its job started there, in milliseconds since 1970. */
  readonly started: number | undefined;
}

/** A component that failed, and why. */
export interface FailedComponentLine {
  readonly component: number;
  /** When, in milliseconds since 1970, if that is known. */
  readonly ended: number | undefined;
  /** The first line of what was thrown; `undefined` until it has been read. */
  readonly message: string | undefined;
}

/** How many of the newest errors are read. */
const ERRORS = 100;
/** How many of them are read at once, so that what is typed meanwhile does not wait. */
const ERRORS_AT_ONCE = 20;

/** What is known of a map, and what learns more. */
export class MapView implements Disposable {
  /** The state of each component. */
  statuses: readonly ComponentStatus[] = [];
  /** How many components are in each state. */
  counts: ReadonlyMap<ComponentStatus, number> = new Map();
  /** What has a machine, the longest first. */
  running: readonly RunningComponent[] = [];
  /** What failed, the newest first. */
  errors: readonly FailedComponentLine[] = [];
  /** Why components are held, the most frequent reason first. */
  holds: readonly HoldGroup[] = [];
  /** What jobs were seen to take, in MB, of those it is known of. */
  memory: readonly number[] = [];
  /** What they asked for, in MB, if that is known and the same for all. */
  asked: number | undefined;
  /** When this was last read, in milliseconds since 1970; 0 before. */
  read = 0;
  /** Grows whenever any of this has become something else. */
  version = 0;

  readonly #handle: MapHandle;
  readonly #endings: Endings;
  readonly #left = new TimeLeft();
  readonly #messages = new Map<string, string>();
  #asking: AskingWhileWaiting | undefined;
  #isStale = true;
  #askedOf = -1;

  /** @param handle The map. */
  constructor(handle: MapHandle) {
    this.#handle = handle;
    this.#endings = new Endings(handle);
  }

  /** The map's tag. */
  get tag(): string {
    return this.#handle.tag;
  }

  /** What runs its jobs. */
  get backend(): string {
    return this.#handle.backend.name;
  }

  /** How long the functions of the components took that have a result, in milliseconds. */
  get times(): readonly number[] {
    return this.#endings.times;
  }

  /** How many components ended a minute lately; `undefined` if none has. */
  get rate(): number | undefined {
    return this.#endings.rate(Date.now());
  }

  /** How long the rest may take, in seconds; `undefined` if that cannot be told. */
  get timeLeft(): number | undefined {
    return this.#left.of(this.statuses.length - this.#count("HELD") - this.#count("REMOVED"));
  }

  /** Why the queue gave no answer when it was asked last, if it gave none. */
  get trouble(): string | undefined {
    return this.#handle.asking.trouble;
  }

  /** When the queue answered last, in milliseconds since 1970; `undefined` if it never did. */
  get answered(): number | undefined {
    return this.#handle.asking.answered;
  }

  /**
   * Reads what is new.
   *
   * @returns Whether there was anything.
   * @throws {MapWasRemoved} If the map was removed.
   */
  async refresh(): Promise<boolean> {
    const handle = this.#handle;
    if (!handle.exists) throw new MapWasRemoved(handle.tag);
    const isNews = await handle.state.refresh();
    const statuses = handle.state.statuses();
    const isChanged = isNews || this.#isStale ||
      statuses.some((status, component) => status !== this.statuses[component]);
    this.read = Date.now();
    if (isChanged) await this.#take(statuses);
    this.#note();
    const isMore = await this.#readErrors();
    if (isChanged || isMore) this.version++;
    return isChanged || isMore;
  }

  async #take(statuses: readonly ComponentStatus[]): Promise<void> {
    const { state, paths } = this.#handle;
    this.#isStale = false;
    this.statuses = statuses;
    this.counts = countsOf(statuses);
    const before = this.#endings.known;
    await this.#endings.read(statuses);
    if (before === 0) this.#replay();
    this.running = runningOf(this.#handle, statuses);
    this.holds = this.#count("HELD") === 0 ? [] : holdGroups(this.#handle);
    this.memory = [...state.jobs.memory].filter((megabytes) => megabytes > 0);
    const submission = state.jobs.submissions.reduce((most, one) => Math.max(most, one), 0);
    if (submission !== this.#askedOf) {
      this.asked = await askedMemory(paths, submission);
      this.#askedOf = submission;
    }
  }

  /** Guesses by what was over before anybody watched, too. */
  #replay(): void {
    const now = Date.now();
    this.#endings.inOrder().forEach((end, i) => this.#left.note(i + 1, Math.min(end, now) / 1000));
  }

  #note(): void {
    const done = this.#count("COMPLETED") + this.#count("ERRORED");
    this.#left.note(done, this.read / 1000, this.#count("RUNNING") === 0);
  }

  #count(status: ComponentStatus): number {
    return this.counts.get(status) ?? 0;
  }

  /** Reads the first lines of the newest errors, some at a time. */
  async #readErrors(): Promise<boolean> {
    const { state, results } = this.#handle;
    const newest = this.#endings.failed.slice(0, ERRORS);
    let left = ERRORS_AT_ONCE;
    const errors: FailedComponentLine[] = [];
    for (const { component, ended } of newest) {
      const key = `${component}.${state.submissionOf(component)}`;
      if (!this.#messages.has(key) && left-- > 0) {
        this.#messages.set(key, await firstLine(() => results.error(component)));
      }
      errors.push({ component, ended, message: this.#messages.get(key) });
    }
    const isNew = errors.length !== this.errors.length ||
      errors.some(({ component, message }, i) =>
        component !== this.errors[i]?.component || message !== this.errors[i]?.message
      );
    this.errors = errors;
    return isNew;
  }

  /**
   * Asks the queue in the background, if the log has been silent for long and leaves something open.
   *
   * @param isNews Whether the log has just spoken.
   * @param signal Stops it.
   */
  ask(isNews: boolean, signal: AbortSignal): void {
    this.#asking ??= this.#handle.asking.whileWaiting(signal);
    this.#asking.ask({ isNews, isUrgent: this.#handle.asking.expectsChange })
      ?.then(() => this.#isStale = true, () => {}); // what became of it, `trouble` says
  }

  /**
   * Gathers all there is to know of a component.
   *
   * @param component The component.
   * @returns What is known of it now.
   */
  async component(component: number): Promise<SeenComponent> {
    return await describe(this.#handle, component);
  }

  /**
   * Fetches the end of what a component has written until now.
   *
   * @param component The component.
   * @param name The stream.
   * @param bytes How much of it at most.
   * @param signal Stops it.
   * @returns What there is; `undefined` if nothing is.
   * @throws {HTCondorError} If the machine that it runs on cannot be asked.
   */
  async output(
    component: number,
    name: StreamName,
    bytes: number,
    signal: AbortSignal,
  ): Promise<OutputSoFar | undefined> {
    return await outputSoFar(this.#handle, component, name, { bytes, signal });
  }

  [Symbol.dispose](): void {
    this.#asking?.[Symbol.dispose]();
  }
}

function countsOf(statuses: readonly ComponentStatus[]): Map<ComponentStatus, number> {
  const counts = new Map<ComponentStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function runningOf(
  { state }: MapHandle,
  statuses: readonly ComponentStatus[],
): RunningComponent[] {
  const running: RunningComponent[] = [];
  statuses.forEach((status, component) => {
    if (status !== "RUNNING" && status !== "SUSPENDED") return;
    const row = state.rowOf(component);
    const host = state.jobs.hosts.get(row);
    running.push({ component, status, host, started: state.jobs.starts.get(row)?.time });
  });
  return running.sort((a, b) =>
    (a.started ?? Infinity) - (b.started ?? Infinity) || a.component - b.component
  );
}

async function firstLine(
  read: () => Promise<{ readonly exceptionMessage: string }>,
): Promise<string> {
  try {
    return (await read()).exceptionMessage.split("\n", 1)[0] ?? "";
  } catch (error) {
    return error instanceof Error ? `its report cannot be read: ${error.message}` : String(error);
  }
}
