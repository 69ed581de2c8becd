/**
 * The state of maps as HTMap for Python writes it (the manual's section 6.10.1), for scripts that read
 * that.
 *
 * @module
 */

import {
  COMPONENT_STATUSES,
  type ComponentStatus,
  DISPLAY_STATUSES,
} from "../base/component_status.ts";
import { csvText } from "../text/csv.ts";
import type { MapStatus } from "./map_status.ts";

/**
 * Writes the state of maps as HTMap's `status_json` does.
 *
 * @param maps The maps.
 * @param compact Whether to write it in as little space as possible.
 * @returns An object by tag, the tags in order.
 */
export function htmapJson(maps: readonly MapStatus[], compact: boolean): string {
  const members = sorted(maps).map(({ tag, counts, meta }) => {
    const shown = counts &&
      statesOf([counts]).map((status) => member(key(status), of(counts, status)));
    return member(tag, [
      member("tag", tag),
      ...shown ? [member("component_status_counts", shown)] : [],
      ...meta ? metaMembers(meta) : [],
    ]);
  });
  return jsonText(members, compact ? undefined : "\n");
}

/**
 * Writes the state of maps as HTMap's `status_csv` does.
 *
 * @param maps The maps.
 * @returns A line of headings and a line a map, or nothing if there are no maps.
 */
export function htmapCsv(maps: readonly MapStatus[]): string {
  const [first] = maps;
  if (!first) return "";
  const states = first.counts ? statesOf(maps.flatMap(({ counts }) => counts ?? [])) : [];
  const heading = ["tag", ...states.map(key), ...first.meta ? META_KEYS : []];
  const rows = sorted(maps).map(({ tag, counts, meta }) => [
    tag,
    ...states.map((status) => counts ? of(counts, status) : 0),
    ...meta ? metaMembers(meta).map(({ value }) => value) : [],
  ]);
  return csvText([heading, ...rows], "\r\n") + "\r\n";
}

/** A member of an object of JSON: numbers are written already. */
interface Member {
  readonly name: string;
  readonly value: string | readonly Member[];
  readonly isText: boolean;
}

function member(name: string, value: string | number | readonly Member[]): Member {
  const isText = typeof value === "string";
  return { name, value: typeof value === "number" ? String(value) : value, isText };
}

const META_KEYS = ["local_disk_usage", "max_memory_usage", "max_runtime", "total_runtime"] as const;

function metaMembers(
  { localData, maxMemory, maxRuntime, totalRuntime }: NonNullable<MapStatus["meta"]>,
): Member[] {
  const values = [
    String(localData),
    String(maxMemory),
    secondsText(maxRuntime),
    secondsText(totalRuntime),
  ];
  return META_KEYS.map((name, i) => ({ name, value: values[i] ?? "0", isText: false }));
}

/** Python writes the seconds of a time with a point, always. */
function secondsText(seconds: number): string {
  return Number.isInteger(seconds) ? seconds.toFixed(1) : String(seconds);
}

/** The members of an object as `json.dumps` writes them, with its four blanks where there are lines. */
function jsonText(members: readonly Member[], line: string | undefined): string {
  if (members.length === 0) return "{}";
  const inner = line && `${line}    `;
  const written = members.map(({ name, value, isText }) => {
    const text = typeof value !== "string"
      ? jsonText(value, inner)
      : isText
      ? asciiJson(value)
      : value;
    return `${inner ?? ""}${asciiJson(name)}:${inner ? " " : ""}${text}`;
  });
  return `{${written.join(inner ? ", " : ",")}${line ?? ""}}`;
}

/** Text in JSON, with nothing but ASCII, as Python writes it. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

type Counts = ReadonlyMap<ComponentStatus, number>;

/** The states that HTMap always shows, in its order, and others that components are in. */
function statesOf(all: readonly Counts[]): ComponentStatus[] {
  const others = COMPONENT_STATUSES.filter((status) =>
    !DISPLAY_STATUSES.includes(status) && all.some((counts) => of(counts, status) > 0)
  );
  return [...DISPLAY_STATUSES, ...others];
}

function of(counts: Counts, status: ComponentStatus): number {
  return counts.get(status) ?? 0;
}

function key(status: ComponentStatus): string {
  return status.toLowerCase();
}

/** In the order of their characters, as Python sorts them. */
function sorted(maps: readonly MapStatus[]): MapStatus[] {
  return maps.toSorted((a, b) => byCharacters(a.tag, b.tag));
}

function byCharacters(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [i, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
