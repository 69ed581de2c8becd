/**
 * Overviews of maps (the manual's sections 6.10 and 6.10.1).
 *
 * @module
 */

import { checkIterable, checkOptionKeys, shown } from "../base/arguments.ts";
import { COMPONENT_STATUSES, type ComponentStatus } from "../base/component_status.ts";
import { HTCondorError, type HTMapError, InvalidArgument, MapWasRemoved } from "../base/errors.ts";
import { warn } from "../base/say.ts";
import { HTMap, lookAt, overviewOf, whyNoneOfStarts } from "../map/map.ts";
import type { MapOverview } from "../map/overview.ts";
import type { MapStatus } from "./map_status.ts";
import { htmapCsv, htmapJson } from "./htmap_status.ts";
import { foreignNote } from "./foreign.ts";
import { getTags, isAboutOneMap, loadMaps } from "./management.ts";
import { escapeHtml, htmlTable } from "../text/html.ts";
import { shownText } from "../text/notebook.ts";
import { columnsOf, statusTable } from "./status_table.ts";
import { csvText } from "../text/csv.ts";

/** What an overview shows. */
export interface StatusOptions {
  /**
   * How many components are in each state.
   *
   * @default {true}
   */
  includeState?: boolean;
  /**
   * Disk space, memory and run times.
   *
   * @default {true}
   */
  includeMeta?: boolean;
}

/** How what is written for other programs is called. */
export interface StatusKeysOptions {
  /**
   * Whose names are used: htmap's own, or those of HTMap for Python, written byte for byte as it does,
   * for scripts that read these. Of the states HTMap has five; others follow them where a component is
   * in one, such as `unmaterialized`.
   *
   * @default {"own"}
   */
  keys?: "own" | "htmap";
}

const SHOWN = ["includeState", "includeMeta"];

/**
 * Writes a table of maps.
 *
 * @param maps The maps; all maps if not given.
 * @param options What to show.
 * @returns The table, as text, which a notebook shows as a table; transient maps have a `*`. After a table of
 *   all maps, maps of HTMap for Python in the same directory are named, of which htmap knows no more.
 * @throws {errors.InvalidArgument} If the maps are no list of maps, or there is no such option.
 * @throws {errors.MapWasRemoved} If one of the maps given was removed.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * console.log(await htmap.status());
 * ```
 */
export async function status(maps?: Iterable<HTMap>, options: StatusOptions = {}): Promise<string> {
  checkOptionKeys("status()", options, SHOWN);
  const all = await gatherStatus(maps, { ...options, withReasons: true });
  const others = maps ? [] : await foreignNote(await getTags());
  if (all.length === 0) {
    const advice = "There are no maps. Make one with htmap.map, or see `htmap map --help`";
    return [advice, ...others].join("\n");
  }
  const { includeState = true, includeMeta = true } = options;
  const table = await statusTable(all, { includeState, includeMeta });
  const notes = [...all.flatMap((map) => map.idle ?? []), ...others];
  return shownText([table, ...notes].join("\n"), () => {
    const shownNotes = notes.map((note) => `<div>${escapeHtml(note)}</div>`);
    const shown = columnsOf(all, { includeState, includeMeta });
    const heading = shown.map(({ heading }) => heading);
    const rows = all.map((map) => shown.map(({ text }) => text(map)));
    const alignments = shown.map(({ alignment }) => alignment);
    return [htmlTable(heading, rows, alignments), ...shownNotes].join("\n");
  });
}

/**
 * Writes the state of maps as JSON.
 *
 * @param maps The maps; all maps if not given.
 * @param options What to include, and whether to write it in as little space as possible.
 * @returns An object by tag. Sizes are in bytes, times in seconds.
 * @throws The errors of {@linkcode status}.
 */
export async function statusJson(
  maps?: Iterable<HTMap>,
  options: StatusOptions & StatusKeysOptions & { compact?: boolean } = {},
): Promise<string> {
  checkOptionKeys("statusJson()", options, [...SHOWN, "keys", "compact"]);
  const { compact = false, keys = "own" } = options;
  checkKeys(keys);
  return jsonOf(await gatherStatus(maps, options), { keys, compact });
}

/**
 * Writes what is known of maps as JSON.
 *
 * @param all The maps.
 * @param options How.
 * @returns An object by tag.
 */
export function jsonOf(
  all: readonly MapStatus[],
  { keys = "own", compact = false }: StatusKeysOptions & { readonly compact?: boolean },
): string {
  if (keys === "htmap") return htmapJson(all, compact);
  const entries = all.map(({ tag, transient, counts, meta }) => [tag, {
    tag,
    transient,
    ...(counts && { componentStatusCounts: allCounts(counts) }),
    ...meta,
  }]);
  return JSON.stringify(Object.fromEntries(entries), null, compact ? 0 : 2);
}

/**
 * Writes the state of maps as comma-separated values.
 *
 * @param maps The maps; all maps if not given.
 * @param options What to include.
 * @returns A line of headings and a line a map. Sizes are in bytes, times in seconds.
 * @throws The errors of {@linkcode status}.
 */
export async function statusCsv(
  maps?: Iterable<HTMap>,
  options: StatusOptions & StatusKeysOptions = {},
): Promise<string> {
  checkOptionKeys("statusCsv()", options, [...SHOWN, "keys"]);
  const { keys = "own" } = options;
  checkKeys(keys);
  return csvOf(await gatherStatus(maps, options), options);
}

/**
 * Writes what is known of maps as comma-separated values.
 *
 * @param all The maps.
 * @param options How.
 * @returns A line of headings and a line a map.
 */
export function csvOf(
  all: readonly MapStatus[],
  { includeState = true, includeMeta = true, keys = "own" }: StatusOptions & StatusKeysOptions,
): string {
  if (keys === "htmap") return htmapCsv(all);
  const heading = ["tag", "transient"];
  if (includeState) heading.push(...COMPONENT_STATUSES);
  if (includeMeta) {
    heading.push("localData", "maxMemory", "maxRuntime", "totalRuntime");
  }
  const rows = all.map(({ tag, transient, counts, meta }) => [
    tag,
    transient,
    ...(counts ? Object.values(allCounts(counts)) : []),
    ...(meta ? [meta.localData, meta.maxMemory, meta.maxRuntime, meta.totalRuntime] : []),
  ]);
  return csvText([heading, ...rows], "\n");
}

function checkKeys(keys: unknown): void {
  if (keys === "own" || keys === "htmap") return;
  throw new InvalidArgument(
    `The keys of a status cannot be ${shown(keys)}. Give { keys: "own" } or { keys: "htmap" }`,
  );
}

/** What is gathered of maps. */
export interface GatherOptions extends StatusOptions {
  /** Whether it is said why maps do not start. @default {false} */
  readonly withReasons?: boolean;
  /** Told of each map that was removed meanwhile or cannot be read; an error if not given, where the maps were. */
  readonly leaveOut?: (map: HTMap, error: HTMapError) => void;
}

/**
 * Gathers what overviews show of maps.
 *
 * @param maps The maps; all maps if not given.
 * @param options What is to be known of them.
 * @returns What is known of each.
 * @throws {MapWasRemoved} If one of the maps given was removed, unless those are left out.
 * @throws {UnusableDirectory} If the htmap directory cannot be used, or that of one of the maps given, unless
 *   those are left out.
 */
export async function gatherStatus(
  maps: Iterable<HTMap> | undefined,
  { includeState = true, includeMeta = true, withReasons = false, leaveOut }: GatherOptions,
): Promise<MapStatus[]> {
  if (maps !== undefined) checkMaps(maps);
  const gathered: MapStatus[] = [];
  const all = [...maps ?? await loadMaps()];
  const over = keptOf(all);
  if (includeState) await lookAt(all.filter((map) => !over.has(map)));
  for (const map of all) {
    try {
      const overview = overviewOf(map);
      const kept = over.get(map);
      const counts = includeState ? kept?.counts ?? await overview.counts() : undefined;
      const meta = includeMeta ? kept?.figures ?? await overview.figures() : undefined;
      const idle = includeState && !kept && withReasons ? await idleNote(map) : undefined;
      gathered.push({ tag: map.tag, transient: map.isTransient, counts, idle, meta });
    } catch (error) {
      // Removed by another process just now: of all maps it is none, of those asked for it is missing.
      const isGone = error instanceof MapWasRemoved;
      if (!(isGone || isAboutOneMap(error)) || maps && !leaveOut) throw error;
      if (leaveOut) leaveOut(map, error);
      else if (!isGone) warn(error.message);
    }
  }
  return gathered;
}

/** What is known of maps that are over, and that nobody has touched since. */
function keptOf(all: readonly HTMap[]): Map<HTMap, ReturnType<MapOverview["kept"]>> {
  const over = new Map<HTMap, ReturnType<MapOverview["kept"]>>();
  for (const map of all) {
    try {
      const kept = overviewOf(map).kept();
      if (kept) over.set(map, kept);
    } catch (error) {
      if (!(error instanceof MapWasRemoved)) throw error; // it is met again
    }
  }
  return over;
}

/** A pool that cannot be asked is no reason to show nothing. */
async function idleNote(map: HTMap): Promise<string | undefined> {
  try {
    return await whyNoneOfStarts(map);
  } catch (error) {
    if (error instanceof HTCondorError) return undefined;
    throw error;
  }
}

function checkMaps(maps: Iterable<unknown>): void {
  const advice =
    "Give status() a list of maps, such as [await htmap.load(TAG)], or nothing for all maps";
  checkIterable("The maps", maps, advice);
  for (const map of maps) {
    if (!(map instanceof HTMap)) throw new InvalidArgument(`${shown(map)} is not a map. ${advice}`);
  }
}

function allCounts(counts: ReadonlyMap<ComponentStatus, number>): Record<string, number> {
  return Object.fromEntries(COMPONENT_STATUSES.map((status) => [status, counts.get(status) ?? 0]));
}
