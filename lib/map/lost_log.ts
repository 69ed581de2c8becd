/**
 * Saying that the event log of a map does not tell all.
 *
 * @module
 */

import { warn } from "../base/say.ts";
import type { MapPaths } from "../store/paths.ts";

/**
 * Warns that jobs have ended of which the event log does not say so.
 *
 * @param map The map.
 * @param ended How many they are.
 */
export function warnOfLostLog(
  { tag, paths }: { readonly tag: string; readonly paths: MapPaths },
  ended: number,
): void {
  warn(
    `The event log of the map "${tag}", ${paths.events}, is lost or damaged: it does not say that ` +
      `${ended} of its jobs ${
        ended === 1 ? "has" : "have"
      } ended. What they brought back is here, and ` +
      "counts. Of the others, see `htmap status`",
  );
}
