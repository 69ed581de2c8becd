/**
 * Saying, once a map, how many components a job should run.
 *
 * @module
 */

import { CannotWrite, CorruptData } from "../base/errors.ts";
import { asCannotWrite, isThere } from "../base/files.ts";
import { say } from "../base/say.ts";
import { systemErrorNumber } from "../base/system_error.ts";
import { settings } from "../settings/settings.ts";
import type { MapPaths } from "../store/paths.ts";
import { advisedChunk, canShareJobs } from "../submission/chunk_rule.ts";
import { shellWord } from "../text/shell_word.ts";
import { areEnough, componentTime } from "./component_times.ts";
import type { MapHandle } from "./handle.ts";
import { readSubmissionParts } from "./map_files.ts";
import { newestVersion } from "./versions.ts";

/**
 * Works out how many components a job should run, from how long they take.
 *
 * @param seconds How long a component takes, in the median.
 * @param components How many components there are.
 * @returns The chunk; 1 for components that are not short.
 */
export function fittingChunk(seconds: number, components: number): number {
  const short = Number(settings.get("CHUNK.SHORT"));
  return seconds < short ? advisedChunk(seconds, components) : 1;
}

/**
 * Says on standard error if the components of a map, whose state has just been read, are so short that a
 * job should run several. It is said once, by whatever process, and not where it cannot be remembered
 * that it was. Only HTCondor's jobs take that long to start; local ones take a tenth of a second.
 *
 * @param handle The map.
 */
export async function adviseOnChunk(handle: MapHandle): Promise<void> {
  try {
    await advise(handle);
  } catch (error) {
    // Nobody is to miss what they asked for because of a file that only the advice needs.
    const isOfSystem = error instanceof Error && systemErrorNumber(error) !== undefined;
    if (!(error instanceof CorruptData) && !isOfSystem) throw error;
  }
}

async function advise(handle: MapHandle): Promise<void> {
  const { backend, layout, paths, state, tag } = handle;
  const { components, chunk } = layout;
  if (backend.name !== "htcondor" || advisedChunk(0, components) <= chunk) return;
  if (isThere(paths.chunkAdvised)) return;
  const counts = state.counts();
  const [completed = 0, errored = 0, removed = 0] = (["COMPLETED", "ERRORED", "REMOVED"] as const)
    .map((status) => counts.get(status));
  if (!areEnough(completed, components)) return;
  const time = componentTime({ paths, layout });
  const advised = time === undefined ? 1 : fittingChunk(time.seconds, components);
  const isOver = completed + errored + removed === components;
  if (advised <= chunk && !isOver) return; // the next look may know better
  const { options } = await readSubmissionParts(paths, await newestVersion(paths));
  if (!rememberChunkAdvice(paths) || !time || advised <= chunk || !canShareJobs(options)) return;
  const taken = `${inSeconds(time.seconds)} each, in the median of ${time.sample} of them`;
  say(
    `The components of the map "${tag}" take ${taken}, and HTCondor takes a second or more for each job ` +
      `besides. Have a job run several components: mapOptions: { chunk: ${advised} } in a script, ` +
      `-o chunk=${advised} on the command line, or "advised" in place of the number. What of this map runs ` +
      `again can do so, too: htmap rerun map ${shellWord(tag)} --chunk ${advised}`,
  );
}

/**
 * Notes that what there is to say of a map's chunk was said, or is not to be said.
 *
 * @param paths The map.
 * @returns Whether it was not noted before, and is now.
 */
export function rememberChunkAdvice({ chunkAdvised }: MapPaths): boolean {
  try {
    Deno.openSync(chunkAdvised, { write: true, createNew: true, mode: 0o600 }).close();
    return true;
  } catch (error) {
    // Another process was quicker, or the map is gone, or there is no room: then it goes unsaid.
    if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotFound) {
      return false;
    }
    if (asCannotWrite(chunkAdvised, error) instanceof CannotWrite) return false;
    throw error;
  }
}

/** @returns A time with two digits that count, such as `"0.35 s"`. */
export function inSeconds(seconds: number): string {
  return `${Number(seconds.toPrecision(seconds < 10 ? 2 : 3))} s`;
}
