/**
 * The table of maps that people read, as wide as there is room for.
 *
 * @module
 */

import {
  COMPONENT_STATUSES,
  type ComponentStatus,
  DISPLAY_STATUSES,
  mayRun,
} from "../base/component_status.ts";
import type { MapFigures } from "../map/overview.ts";
import { columns, loadColumns } from "../text/columns.ts";
import { shortened } from "../text/shortened.ts";
import { size } from "../text/size.ts";
import { textTable } from "../text/text_table.ts";
import { timeTaken } from "../text/time_taken.ts";
import type { MapStatus } from "./map_status.ts";

/** How the table is written. */
export interface TableOptions {
  /** Whether it shows how many components are in each state. */
  readonly includeState: boolean;
  /** Whether it shows disk space, memory and run times. */
  readonly includeMeta: boolean;
  /** How many columns of the terminal there are. @default as many as it takes */
  readonly width?: number | undefined;
  /** Colours a text by a state. @default no colours */
  readonly paint?: ((status: ComponentStatus) => (text: string) => string) | undefined;
}

/** A column of the table. */
interface Column {
  readonly heading: string;
  readonly alignment: "left" | "right";
  readonly text: (map: MapStatus) => string;
  /** By which state its text of a map is coloured, if it is. */
  readonly status: (map: MapStatus) => ComponentStatus | undefined;
  /** What stays of a table that is too wide: the larger, the longer. */
  readonly weight: number;
}

const figure = (
  heading: string,
  weight: number,
  text: (figures: MapFigures) => string,
): Column => ({
  heading,
  weight,
  alignment: "right",
  text: ({ meta }) => meta ? text(meta) : "",
  status: () => undefined,
});

const FIGURES: readonly Column[] = [
  figure("Local Data", 3, ({ localData }) => size(localData)),
  figure("Max Memory", 1, ({ maxMemory }) => size(maxMemory)),
  figure("Max Runtime", 0, ({ maxRuntime }) => timeTaken(maxRuntime)),
  figure("Total Runtime", 2, ({ totalRuntime }) => timeTaken(totalRuntime)),
];

/** What is never left out. */
const ALWAYS = Infinity;
/** What goes after the figures: states in which no component is, last those of which that is good news. */
const EMPTY_STATES: readonly ComponentStatus[] = ["HELD", "ERRORED", "COMPLETED", "RUNNING"];
/** So short a tag may become, in columns, before a table is not what is written. */
const SHORTEST_TAG = 8;

/**
 * Writes a table of maps. What fits least is left out where there is too little room; where there is none
 * for a table at all, it becomes a list.
 *
 * @param all The maps, at least one.
 * @param options What it shows, and how wide it may be.
 * @returns The lines of it.
 */
export async function statusTable(
  all: readonly MapStatus[],
  options: TableOptions,
): Promise<string> {
  await loadColumns(all.map(({ tag }) => tag).join(""));
  const { width = Infinity, paint } = options;
  let shown = columnsOf(all, options);
  while (widthOf(shown, all) > width) {
    const [least] = shown.filter(({ weight }) => weight < ALWAYS).sort((a, b) =>
      a.weight - b.weight
    );
    if (!least) break;
    shown = shown.filter((column) => column !== least);
  }
  const excess = widthOf(shown, all) - width;
  if (excess > 0) {
    const longest = Math.max(...all.map(({ tag }) => columns(tag)));
    const tags = longest - excess < SHORTEST_TAG
      ? undefined
      : await shortened(all.map(({ tag }) => tag), longest - excess);
    if (!tags) return list(all, await shortened(all.map(({ tag }) => tag), width - 2), options);
    const shortTags = new Map(all.map((map, i) => [map, tags[i] ?? map.tag]));
    shown = shown.map((column) =>
      column.heading === "Tag"
        ? { ...column, text: (map) => nameOf(map, shortTags.get(map) ?? map.tag) }
        : column
    );
  }
  return textTable(
    shown.map(({ heading }) => heading),
    all.map((map) => shown.map(({ text }) => text(map))),
    shown.map(({ alignment }) => alignment),
    paint && ((text, row, column) => {
      const map = all[row];
      const status = map && shown[column]?.status(map);
      return status ? paint(status)(text) : text;
    }),
  );
}

/** The columns of a table that has room for all. */
export function columnsOf(
  all: readonly MapStatus[],
  { includeState, includeMeta }: Pick<TableOptions, "includeState" | "includeMeta">,
): Column[] {
  const name: Column = {
    heading: "Tag",
    alignment: "left",
    weight: ALWAYS,
    text: (map) => nameOf(map, map.tag),
    status: ({ counts }) => counts && foremost(counts),
  };
  const states = includeState ? shownStatuses(all).map((status) => stateColumn(status, all)) : [];
  return [name, ...states, ...includeMeta ? FIGURES : []];
}

function nameOf({ transient }: MapStatus, tag: string): string {
  return `${transient ? "*" : " "} ${tag}`;
}

function shownStatuses(all: readonly MapStatus[]): ComponentStatus[] {
  return COMPONENT_STATUSES.filter((status) =>
    DISPLAY_STATUSES.includes(status) || all.some(({ counts }) => counts?.has(status))
  );
}

function stateColumn(status: ComponentStatus, all: readonly MapStatus[]): Column {
  const isEmpty = !all.some(({ counts }) => (counts?.get(status) ?? 0) > 0);
  return {
    heading: status,
    alignment: "right",
    weight: isEmpty ? FIGURES.length + 1 + emptyWeight(status) : ALWAYS,
    text: ({ counts }) => String(counts?.get(status) ?? 0),
    status: ({ counts }) => counts?.has(status) ? status : undefined,
  };
}

function emptyWeight(status: ComponentStatus): number {
  const place = EMPTY_STATES.indexOf(status);
  return place < 0 ? 0 : EMPTY_STATES.length - place;
}

/** The state that a map is known by: what needs someone to look at it goes before all else. */
function foremost(counts: ReadonlyMap<ComponentStatus, number>): ComponentStatus | undefined {
  const order = ["HELD", "ERRORED", "REMOVED", "RUNNING", "SUSPENDED"] as const;
  return order.find((status) => counts.has(status)) ??
    [...counts.keys()].find(mayRun) ?? counts.keys().next().value;
}

function widthOf(shown: readonly Column[], all: readonly MapStatus[]): number {
  const widths = shown.map(({ heading, text }) =>
    Math.max(columns(heading), ...all.map((map) => columns(text(map))))
  );
  return widths.reduce((sum, width) => sum + width + 2, -2);
}

/** The maps one below the other, each with the states that its components are in. */
function list(
  all: readonly MapStatus[],
  shortTags: readonly string[] | undefined,
  { paint }: TableOptions,
): string {
  return all.map((map, i) => {
    const states = COMPONENT_STATUSES.flatMap((status) => {
      const count = map.counts?.get(status) ?? 0;
      const text = `${count} ${status}`;
      return count > 0 ? [paint ? paint(status)(text) : text] : [];
    });
    const figures = map.meta && !map.counts ? [size(map.meta.localData)] : [];
    return [
      nameOf(map, shortTags?.[i] ?? map.tag),
      ...[...states, ...figures].map((text) => `    ${text}`),
    ].join(
      "\n",
    );
  }).join("\n");
}
