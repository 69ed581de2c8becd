/**
 * Logging holds when they are first seen.
 *
 * @module
 */

import type { HoldReason } from "../events/log.ts";
import { log } from "../log/log.ts";
import { counted } from "../text/counted.ts";
import { chunkOf, type JobLayout } from "../wire/layout.ts";

/** How many different reasons are named. */
const NAMED = 3;

/** A hold, and who told of it. */
export interface ToldHold {
  readonly hold: HoldReason;
  /** Whether the log did, or the queue, which may know of it before the log. */
  readonly isLogged: boolean;
}

/** What this process has seen of the holds of one map. */
export class SeenHolds {
  #seen: ReadonlyMap<number, ToldHold> = new Map();

  /**
   * Logs the holds that were not there when it was last called.
   *
   * @param map The map.
   * @param holds The jobs that are held now, and why. A job that was held anew has another reason object, if
   *   that is of the log.
   */
  note(
    { tag, layout }: { readonly tag: string; readonly layout: JobLayout },
    holds: ReadonlyMap<number, ToldHold>,
  ): void {
    if (holds.size === 0 && this.#seen.size === 0) return;
    const fresh = [...holds].flatMap(([job, told]): [number, HoldReason][] =>
      isSame(this.#seen.get(job), told) ? [] : [[job, told.hold]]
    );
    // What the log said before that hold may take its place for a while: the log is late, not the hold over.
    const untold = [...this.#seen].filter(([, { isLogged }]) => !isLogged);
    this.#seen = new Map([...untold, ...holds]);
    if (fresh.length === 0) return;
    const byReason = Map.groupBy(
      fresh,
      ([, { code, subcode, reason }]) => `${reason} (code ${code}, subcode ${subcode})`,
    );
    const named = [...byReason].slice(0, NAMED).map(([reason, [first, ...others]]) => {
      const component = chunkOf(layout, first![0])[0];
      const rest = others.length === 0 ? "" : ` and ${others.length} more`;
      return `component ${component}${rest}: ${reason}`;
    });
    if (byReason.size > NAMED) named.push(`${byReason.size - NAMED} more reasons`);
    const jobs = fresh.map(([job]) => job);
    log(
      "warning",
      "map",
      `Held of the map "${tag}": ${counted(jobs.length, "job")}, ${named.join("; ")}`,
      {
        tag,
        jobs,
      },
    );
  }
}

/** Whether both are the same hold: the queue and the log each tell of it, in their own words. */
function isSame(seen: ToldHold | undefined, told: ToldHold): boolean {
  if (!seen) return false;
  if (seen.isLogged && told.isLogged) return seen.hold === told.hold;
  return seen.hold.code === told.hold.code && seen.hold.subcode === told.hold.subcode;
}
