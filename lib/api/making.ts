/**
 * What is told of a map while it is being made: to whoever waits for it, and in the log.
 *
 * @module
 */

import type { BackendName } from "../backend/backend.ts";
import { say } from "../base/say.ts";
import { beginLog, log } from "../log/log.ts";
import { counted } from "../text/counted.ts";
import { isInteractive } from "../text/displays.ts";
import { ProgressBar } from "../text/progress.ts";
import { jobCount, type JobLayout } from "../wire/layout.ts";

/** How long a map may be in the making before that is shown, in seconds. */
const PATIENCE = 1;

/** A map in the making. */
export interface MapInMaking {
  readonly tag: string;
  readonly uuid: string;
  readonly backend: BackendName;
  /** Whether it runs on this machine for want of a pool, which is said. */
  readonly isFallback: boolean;
  /** How many components it will have, if that can be told before they are looped over. */
  readonly total: number | undefined;
  /** Whether nothing is to be said. */
  readonly quiet: boolean;
}

/** Tells of the making of one map. */
export class Making implements Disposable {
  /** Tells the user of something, unless nothing is to be said. */
  readonly note: ((line: string) => void) | undefined;
  readonly #start = performance.now();
  readonly #bar: ProgressBar;
  #inputs = 0;

  /** @param map The map. */
  constructor(readonly map: MapInMaking) {
    const { tag, total, quiet } = map;
    beginLog();
    this.note = quiet ? undefined : say;
    const show = !quiet && isInteractive();
    const work = { title: `Making ${tag}`, total, unit: "input" };
    this.#bar = new ProgressBar(work, { show, patience: PATIENCE });
    this.#bar.update(0); // the first input may take long
  }

  /**
   * Tells how many inputs have been written.
   *
   * @param inputs How many so far.
   */
  took(inputs: number): void {
    this.#inputs = inputs;
    this.#bar.update(inputs);
  }

  /**
   * Tells what is done once all inputs are there.
   *
   * @param step What is done, such as "submitting".
   */
  goesOn(step: string): void {
    this.#bar.update(this.#inputs, step);
  }

  /**
   * Tells that the map was made.
   *
   * @param layout How its components are dealt to jobs.
   */
  made(layout: JobLayout): void {
    this.#bar.update(this.#inputs); // no step is left
    this[Symbol.dispose]();
    const { tag, uuid, backend, isFallback, quiet } = this.map;
    const { components } = layout;
    const [jobs, ms] = [jobCount(layout), this.#ms];
    log(
      "info",
      "map",
      `The map "${tag}" (${uuid}) was made on the backend ${backend} after ${ms} ms, with ${
        counted(components, "component")
      } in ${counted(jobs, "job")}`,
      { tag, uuid, backend, components, jobs, ms },
    );
    if (quiet || !isInteractive()) return;
    const where = isFallback ? " on this machine, for condor_submit is not on PATH" : "";
    say(`Created map ${tag} with ${counted(components, "component")}${where}`);
  }

  /**
   * Tells that the map was not made.
   *
   * @param error Why.
   */
  failed(error: unknown): void {
    this[Symbol.dispose]();
    const { tag, uuid, backend } = this.map;
    log(
      "warning",
      "map",
      `The map "${tag}" (${uuid}) was not made, after ${this.#ms} ms: ${reasonIn(error)}`,
      { tag, uuid, backend, error, ms: this.#ms },
    );
  }

  get #ms(): number {
    return Math.round(performance.now() - this.#start);
  }

  /** Ends what is shown of it. */
  [Symbol.dispose](): void {
    this.#bar[Symbol.dispose]();
  }
}

/**
 * Logs that a map was refused before anything of it was there.
 *
 * @param tag The tag it was to have, if one was given.
 * @param error Why.
 */
export function logNotMade(tag: string | undefined, error: unknown): void {
  const what = typeof tag === "string" ? `The map "${tag}"` : "A map without a tag";
  log("warning", "map", `${what} was not made: ${reasonIn(error)}`, { tag, error });
}

function reasonIn(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/**
 * Tells how many items there are to loop over, where that can be known before.
 *
 * @param items What is looped over.
 * @returns Its length or size, if it has one.
 */
export function knownLength(items: unknown): number | undefined {
  if (typeof items !== "object" || items === null) return undefined;
  const known: unknown = "length" in items
    ? items.length
    : "size" in items
    ? items.size
    : undefined;
  return Number.isSafeInteger(known) ? Number(known) : undefined;
}
