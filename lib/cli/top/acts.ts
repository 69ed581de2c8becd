/**
 * What can be done to a map from its screen.
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import type { HTMap } from "../../map/map.ts";
import { counted } from "../../text/counted.ts";
import { messageOf } from "../advice.ts";
import type { Shown } from "./shown.ts";

/** How long something may take that is done to a map, in milliseconds. */
const PATIENCE = 120_000;

/** Something that is done once its user has said yes. */
export interface Act {
  /** What is asked before. */
  readonly question: string;
  /** What is said meanwhile. */
  readonly doing: string;
  /** Does it, and says what it did, in a line. */
  run(signal: AbortSignal): Promise<string>;
}

/** What there is to be done. */
export type ActName = "hold" | "release" | "again" | "all again";

/**
 * Finds out what a key would do.
 *
 * @param name What is wanted.
 * @param map The map.
 * @param shown What is known of it.
 * @param component The component that is chosen.
 * @returns What is to be done, or why there is nothing to do, in a line.
 */
export function actOf(
  name: ActName,
  map: HTMap,
  shown: Shown,
  component: number,
): Act | string {
  const count = (...statuses: readonly Shown["statuses"][number][]): number =>
    statuses.reduce((sum, status) => sum + (shown.counts.get(status) ?? 0), 0);
  const held = count("HELD");
  if (name === "hold") {
    const queued = count("RUNNING", "IDLE", "SUSPENDED", "UNMATERIALIZED");
    if (queued === 0) return "There is nothing to hold: no component waits or runs";
    return {
      question: `Hold ${counted(queued, "component")}? Those that run are stopped (y/n)`,
      doing: "Holding…",
      run: async (signal) => {
        await map.hold({ signal });
        return `Held ${counted(queued, "component")}: r releases them`;
      },
    };
  }
  if (name === "release") {
    if (held === 0) return "There is nothing to release: no component is held";
    return {
      question: `Release ${counted(held, "held component")}? (y/n)`,
      doing: "Releasing…",
      run: async (signal) => {
        await map.release({ signal });
        return `Released ${counted(held, "component")}`;
      },
    };
  }
  if (name === "all again") {
    const failed = count("ERRORED");
    if (failed === 0) return "There is nothing to run again: no component has failed";
    return {
      question: `Run ${counted(failed, "failed component")} again? (y/n)`,
      doing: "Submitting…",
      run: async (signal) => {
        const components = await map.rerun("errored", { quiet: true, signal });
        return `${counted(components.length, "component")} will run again`;
      },
    };
  }
  const status = shown.statuses[component] ?? "UNKNOWN";
  if (!["COMPLETED", "ERRORED", "REMOVED"].includes(status)) {
    return `Component ${component} is ${status}: only what is over can run again`;
  }
  const loses = status === "COMPLETED" ? ", though it has a result" : "";
  return {
    question: `Run component ${component} again${loses}? (y/n)`,
    doing: "Submitting…",
    run: async (signal) => {
      const components = await map.rerun([component], { quiet: true, signal });
      const others = components.length > 1
        ? `, with ${components.length - 1} that share its job`
        : "";
      return `Component ${component} will run again${others}`;
    },
  };
}

/**
 * Does something, and says what came of it.
 *
 * @param act What to do.
 * @param signal Stops it.
 * @returns What it did, or why it could not be done.
 */
export async function perform(act: Act, signal: AbortSignal): Promise<string> {
  try {
    return await act.run(AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HTMapError) return messageOf(error);
    if (error instanceof DOMException && error.name === "TimeoutError") {
      return `Not done within ${
        PATIENCE / 1000
      } s: perhaps it was, or in part. The queue does not answer`;
    }
    throw error;
  }
}
