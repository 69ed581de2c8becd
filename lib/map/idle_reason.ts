/**
 * Why no component of a map has started.
 *
 * @module
 */

import type { BackendOptions } from "../backend/backend.ts";
import { countsOf } from "./component_states.ts";
import type { MapHandle } from "./handle.ts";
import { readSubmissionParts } from "./map_files.ts";
import { newestVersion } from "./versions.ts";

/**
 * Finds out why a map's components wait, if none of them has started.
 *
 * @param handle The map.
 * @param options A signal to stop.
 * @returns Why, and what to do, in a sentence without its full stop; `undefined` if some have started, or
 *   there are machines for them.
 * @throws {HTCondorError} If the pool cannot be asked.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function idleReason(
  handle: MapHandle,
  options: BackendOptions = {},
): Promise<string | undefined> {
  const counts = await countsOf(handle);
  const idle = counts.get("IDLE") ?? 0;
  if (idle === 0 || idle < handle.length) return undefined;
  const { delivery: { requirements } } = await readSubmissionParts(
    handle.paths,
    await newestVersion(handle.paths),
  );
  if (requirements === undefined) return undefined;
  const why = await handle.backend.whyNoneFits(requirements, handle.paths, options);
  return why && `The components of map ${handle.tag} wait, since ${why}`;
}
