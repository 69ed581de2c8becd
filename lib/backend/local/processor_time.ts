/**
 * The processor time of children that have ended: the kernel adds them up for their parent, and
 * tells no more of each.
 *
 * @module
 */

import type { ProcessorTime } from "../../events/writer.ts";
import { statOf } from "./process.ts";

/** What a process had taken when it was last looked at, and when that was. */
export interface SeenTime extends ProcessorTime {
  readonly at: number;
}

/** The part of the sum that has been put down to some child. */
const taken = { user: 0, system: 0 };

/** The kernel's count is this coarse, in milliseconds. */
const TICK = 10;

/**
 * Works out the processor time of a child that has just ended.
 *
 * @param seen What it had taken when it was last looked at.
 * @returns What was added to the sum since the last call. If several children ended at once, each
 *   gets no more than it can have used.
 */
export function takeProcessorTime(seen?: SeenTime): ProcessorTime {
  const self = statOf("self");
  if (!self) return seen ?? { user: 0, system: 0 };
  const possible = seen === undefined
    ? Infinity
    : (Date.now() - seen.at) * navigator.hardwareConcurrency + 2 * TICK;
  const user = Math.min(self.childUser - taken.user, (seen?.user ?? 0) + possible);
  const system = Math.min(self.childSystem - taken.system, (seen?.system ?? 0) + possible);
  taken.user += user;
  taken.system += system;
  return { user, system };
}
