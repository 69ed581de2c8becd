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

/** What this process has seen of the holds of one map. */
export class SeenHolds {
  #seen: ReadonlyMap<number, HoldReason> = new Map();

  /**
   * Logs the holds that were not there when it was last called.
   *
   * @param map The map.
   * @param holds The jobs that are held now, and why. A job that was held anew has another reason object.
   */
  note(
    { tag, layout }: { readonly tag: string; readonly layout: JobLayout },
    holds: ReadonlyMap<number, HoldReason>,
  ): void {
    if (holds.size === 0 && this.#seen.size === 0) return;
    const fresh = [...holds].filter(([job, reason]) => this.#seen.get(job) !== reason);
    this.#seen = new Map(holds);
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
