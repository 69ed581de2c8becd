/**
 * How many components a job of a new map runs, where that is to be what is advised, and what there is to
 * say of it.
 *
 * @module
 */

import type { BackendName } from "../backend/backend.ts";
import { CorruptData } from "../base/errors.ts";
import { namesIn } from "../base/files.ts";
import { fittingChunk, inSeconds } from "../map/chunk_advice.ts";
import { componentTime } from "../map/component_times.ts";
import { isUnfinished, readDescription } from "../map/map_files.ts";
import { say } from "../base/say.ts";
import { settings } from "../settings/settings.ts";
import type { ChunkRule } from "../store/inputs.ts";
import { tagsOfMap } from "../store/map_tag.ts";
import { type HTMapDirectory, isMapUuid, type MapPaths } from "../store/paths.ts";
import { canShareJobs, chunkForFewer } from "../submission/chunk_rule.ts";
import { type MapOptions, optionValues } from "../submission/options.ts";
import { jobCount, type JobLayout } from "../wire/layout.ts";

/** How many maps are looked at, the newest first, for one of the same function. */
const MOST_MAPS = 200;
/** What makes many jobs fewer makes them so many times fewer at least. */
const FEWER = 10;

/** How many components a job of a new map runs, and why, if that is not what its options say. */
export class ChunkChoice {
  private constructor(readonly chunk: number | ChunkRule, readonly why: string | undefined) {}

  /**
   * Chooses.
   *
   * @param options The merged options of the map.
   * @param directory The htmap directory.
   * @param functionId What the function is known by.
   * @returns The choice.
   * @throws {UnusableDirectory} If the htmap directory cannot be used.
   */
  static async of(
    options: MapOptions,
    directory: HTMapDirectory,
    functionId: string,
  ): Promise<ChunkChoice> {
    const { chunk = 1 } = options;
    if (chunk !== "advised") return new ChunkChoice(chunk, undefined);
    if (!canShareJobs(optionValues(options))) {
      return new ChunkChoice(1, "its components have options of their own");
    }
    const earlier = await timeOfFunction(directory, functionId);
    if (!earlier) {
      const why = "there is no map of the same function of which enough has finished";
      return new ChunkChoice(1, why);
    }
    const { seconds } = earlier;
    const [tag = earlier.paths.uuid] = tagsOfMap(directory, earlier.paths);
    const why = `the components of the map "${tag}" took ${inSeconds(seconds)} each, in the median`;
    return new ChunkChoice((components) => fittingChunk(seconds, components), why);
  }
}

/** How long the components took of the newest map of a function of which that can be told. */
async function timeOfFunction(
  directory: HTMapDirectory,
  functionId: string,
): Promise<{ paths: MapPaths; seconds: number } | undefined> {
  if (!await directory.check()) return undefined;
  for (const paths of await newestMaps(directory)) {
    if (isUnfinished(paths)) continue;
    const description = await readDescription(paths).catch((error) => {
      if (error instanceof CorruptData) return undefined; // damaged, or not htmap's
      throw error;
    });
    if (description?.functionId !== functionId) continue;
    const time = componentTime({ paths, layout: description.layout });
    if (time) return { paths, seconds: time.seconds };
  }
  return undefined;
}

async function newestMaps(directory: HTMapDirectory): Promise<MapPaths[]> {
  const found: { paths: MapPaths; made: number }[] = [];
  for (const name of await namesIn(directory.maps)) {
    if (!isMapUuid(name)) continue;
    const paths = directory.map(name);
    try {
      found.push({ paths, made: Deno.statSync(paths.description).mtime?.getTime() ?? 0 });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it is being made, or removed
    }
  }
  return found.sort((a, b) => b.made - a.made).slice(0, MOST_MAPS).map(({ paths }) => paths);
}

/** What is known of a map that was just made. */
interface MadeMap {
  readonly tag: string;
  readonly layout: JobLayout;
  readonly options: MapOptions;
  readonly backendName: BackendName;
}

/**
 * Says on standard error how many components a job of a new map runs, if that was chosen, and whether the
 * map has so many jobs that it should be more.
 *
 * @param choice The choice.
 * @param map The map.
 */
export function sayOfChunk({ why }: ChunkChoice, map: MadeMap): void {
  const { tag, layout, options, backendName } = map;
  if (why !== undefined) {
    say(`chunk is ${layout.chunk} for the map "${tag}": ${why}`);
  }
  const most = Number(settings.get("CHUNK.MANY_JOBS"));
  const jobs = jobCount(layout);
  if (backendName !== "htcondor" || jobs <= most) return;
  say(
    `The map "${tag}" has ${jobs} jobs, which is many for one queue. ${
      canShareJobs(optionValues(options))
        ? fewer(layout, Math.max(1, Math.floor(most / FEWER)))
        : "They cannot be made fewer with the map option chunk, since its components have options of their own"
    }`,
  );
}

function fewer({ components }: JobLayout, most: number): string {
  const chunk = chunkForFewer(components, most);
  const jobs = jobCount({ components, chunk });
  return `If each ran ${chunk} components, one after the other, there would be ${jobs}: with ` +
    `mapOptions: { chunk: ${chunk} } in a script, or -o chunk=${chunk} on the command line`;
}
