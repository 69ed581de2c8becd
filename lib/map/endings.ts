/**
 * When and how the components of a map ended: read once of each, as they do.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import type { MapHandle } from "./handle.ts";

/** What "lately" means, in milliseconds. */
const LATELY = 5 * 60_000;

/** The endings of a map's components. */
export class Endings {
  /** One more than the submission whose end is known; 0 if none is. */
  readonly #seen: Uint32Array;
  /** When each ended, in milliseconds since 1970; not a number where that is not known. */
  readonly #ends: Float64Array;
  /** How long each took, in milliseconds, likewise. */
  readonly #took: Float64Array;
  /** How long those took that have a result, in milliseconds. */
  times: readonly number[] = [];
  /** Those that failed, the newest first. */
  failed: readonly { readonly component: number; readonly ended: number | undefined }[] = [];
  /** How many are over. */
  known = 0;

  /** @param handle The map. */
  constructor(readonly handle: MapHandle) {
    this.#seen = new Uint32Array(handle.length);
    this.#ends = new Float64Array(handle.length).fill(NaN);
    this.#took = new Float64Array(handle.length).fill(NaN);
  }

  /**
   * Reads those that are new.
   *
   * @param statuses The state of each component.
   */
  async read(statuses: readonly ComponentStatus[]): Promise<void> {
    const { state, times } = this.handle;
    const measured = await times.read();
    let isNew = false;
    this.known = 0;
    statuses.forEach((status, component) => {
      const isOver = status === "COMPLETED" || status === "ERRORED";
      const wanted = isOver ? state.submissionOf(component) + 1 : 0;
      if (isOver) this.known++;
      if (this.#seen[component] === wanted) return;
      isNew = true;
      this.#seen[component] = wanted;
      const { started, wall } = isOver ? measured(component) ?? {} : {};
      this.#took[component] = wall ?? NaN;
      this.#ends[component] = started !== undefined && wall !== undefined
        ? started + wall
        : (isOver ? state.jobs.ends.get(state.rowOf(component)) : undefined) ?? NaN;
    });
    if (isNew) this.#sum(statuses);
  }

  #sum(statuses: readonly ComponentStatus[]): void {
    const times: number[] = [];
    const failed: { component: number; ended: number | undefined }[] = [];
    statuses.forEach((status, component) => {
      const took = this.#took[component] ?? NaN;
      if (status === "COMPLETED" && took >= 0) times.push(took);
      if (status !== "ERRORED") return;
      const ended = this.#ends[component] ?? NaN;
      failed.push({ component, ended: Number.isNaN(ended) ? undefined : ended });
    });
    this.times = times;
    this.failed = failed.sort((a, b) =>
      (b.ended ?? 0) - (a.ended ?? 0) || b.component - a.component
    );
  }

  /** @returns When components ended of which that is known, the earliest first, in milliseconds since 1970. */
  inOrder(): Float64Array {
    return this.#ends.filter((end) => !Number.isNaN(end)).sort();
  }

  /**
   * Counts what ended lately.
   *
   * @param now The time, in milliseconds since 1970.
   * @returns How many components a minute; `undefined` if none has.
   */
  rate(now: number): number | undefined {
    let [count, first] = [0, now];
    for (const end of this.#ends) {
      if (!(end > now - LATELY)) continue;
      count++;
      first = Math.min(first, end);
    }
    if (count === 0) return undefined;
    // A map that has only just begun has not had all that time.
    const isOld = this.#ends.some((end) => end <= now - LATELY);
    const time = isOld ? LATELY : Math.max(now - first, 1000);
    return count / (time / 60_000);
  }
}
