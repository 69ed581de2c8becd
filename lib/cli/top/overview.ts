/**
 * The screen of a whole map: its components as cells, and a list below.
 *
 * @module
 */

import type { ComponentStatus } from "../../base/component_status.ts";
import { counted } from "../../text/counted.ts";
import { duration } from "../../text/duration.ts";
import { type Cells, cellsOf, componentOfCell, drawCells, MARKS } from "./cells.ts";
import { drawFigures } from "./figures.ts";
import { filled, fitted, foreign, type Line, piece, widthOf, wrapped } from "./line.ts";
import { drawList, lengthOfList } from "./list.ts";
import { type Position, type ScreenSize, type Shown, type Tab, TABS } from "./shown.ts";

/** A screen, and what keys need to know of it. */
export interface Overview {
  readonly lines: readonly Line[];
  readonly cells: Cells;
  /** How many lines of the list are there to be seen. */
  readonly page: number;
}

/** From there on the figures stand beside the list. */
const WIDE = 110;
/** How much of the screen the cells may take. */
const CELLS_PART = 0.4;
/** How many lines what is said may take. */
const MESSAGE_LINES = 4;

/** The states in the order in which they are counted. */
const COUNTED: readonly ComponentStatus[] = [
  "COMPLETED",
  "RUNNING",
  "IDLE",
  "HELD",
  "ERRORED",
  "SUSPENDED",
  "REMOVED",
  "UNMATERIALIZED",
  "UNKNOWN",
];

/**
 * Draws a map.
 *
 * @param map What is known of it.
 * @param position Where its user is; nothing is chosen if there is none, as in a picture.
 * @param size How large the screen is.
 * @param now The time, in milliseconds since 1970.
 * @returns The screen: as many lines as it has rows, none wider than it.
 */
export function drawOverview(
  map: Shown,
  position: Position | undefined,
  size: ScreenSize,
  now: number,
): Overview {
  const { columns, rows } = size;
  const foot = position ? footOf(position, columns) : [];
  const head = [
    titleOf(map, columns, now),
    ...legendOf(map, columns),
    progressOf(map, columns),
    ...staleOf(map, position, columns, now),
  ];
  const forCells = Math.max(1, Math.floor((rows - head.length - foot.length) * CELLS_PART));
  const cells = cellsOf(map.statuses, { columns, rows: forCells });
  const chosen = position?.focus === "cells"
    ? Math.floor(position.component / cells.per)
    : undefined;
  const upper = [
    ...head,
    ...drawCells(cells, chosen),
    ...(position ? [chosenOf(map, cells, position)] : perOf(cells)),
    tabsOf(map, position?.tab ?? defaultTab(map), columns),
  ];
  const page = Math.max(0, rows - upper.length - foot.length);
  const list = drawLower(map, position, { columns, rows: page }, now);
  const body = [...upper, ...list].slice(0, Math.max(0, rows - foot.length));
  const blank = Array.from({ length: Math.max(0, rows - foot.length - body.length) }, () => []);
  const lines = [...body, ...blank, ...foot].map((line) => fitted(line, columns)).slice(-rows);
  return { lines, cells, page };
}

/** @returns What is worth looking at first. */
export function defaultTab({ running, errors, holds }: Shown): Tab {
  if (running.length > 0) return "running";
  if (holds.length > 0) return "holds";
  return errors.length > 0 ? "errors" : "figures";
}

function titleOf({ tag, backend, statuses, read }: Shown, columns: number, now: number): Line {
  const left = [
    piece(foreign(tag), "bold"),
    piece(`  ${counted(statuses.length, "component")}, ${backend}`),
  ];
  const age = (now - read) / 1000;
  const time = read === 0 ? "" : age < 10 ? clock(read) : `${clock(read)}, ${duration(age)} ago`;
  const room = columns - widthOf(left) - time.length;
  return room < 1 ? left : [...left, piece(" ".repeat(room)), piece(time, "faint")];
}

function legendOf({ counts }: Shown, columns: number): Line[] {
  const lines: Line[] = [];
  let line: Line = [];
  for (const status of COUNTED) {
    const count = counts.get(status) ?? 0;
    if (count === 0) continue;
    const next = [piece(`${MARKS[status]} ${status}`, status), piece(` ${count}`)];
    const between = line.length > 0 ? [piece("  ")] : [];
    if (widthOf([...line, ...between, ...next]) <= columns) line = [...line, ...between, ...next];
    else {
      lines.push(line);
      line = next;
    }
  }
  return [...lines, line];
}

function progressOf({ counts, statuses, rate, timeLeft }: Shown, columns: number): Line {
  const done = (counts.get("COMPLETED") ?? 0) + (counts.get("ERRORED") ?? 0);
  const parts = [`${Math.floor(100 * done / Math.max(1, statuses.length))} % done`];
  if (rate !== undefined) {
    parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/min lately`);
  }
  if (timeLeft !== undefined) parts.push(`about ${duration(timeLeft)} left`);
  const long = parts.join(", ");
  return [piece(long.length <= columns ? long : long.replace(" lately", "").replace("about ", ""))];
}

function staleOf(
  { trouble, answered }: Shown,
  position: Position | undefined,
  columns: number,
  now: number,
): Line[] {
  const said: string[] = [];
  if (position?.stale !== undefined) said.push(position.stale);
  if (trouble !== undefined) {
    const since = answered === undefined ? "" : `, last ${duration((now - answered) / 1000)} ago`;
    said.push(
      `The queue does not answer${since}: what is shown is what the event log says. ${trouble}`,
    );
  }
  return said.flatMap((text) => wrapped(foreign(text), columns).slice(0, MESSAGE_LINES))
    .map((text) => [piece(text, "HELD")]);
}

function perOf({ per }: Cells): Line[] {
  return per === 1 ? [] : [[piece(`a cell stands for ${per} components`, "faint")]];
}

function chosenOf({ statuses }: Shown, cells: Cells, { component, focus }: Position): Line {
  if (focus === "list") return perOf(cells)[0] ?? [];
  const cell = Math.floor(component / cells.per);
  const [first, last] = [cell * cells.per, Math.min((cell + 1) * cells.per, statuses.length) - 1];
  const status = statuses[componentOfCell(cells, statuses, cell)] ?? "UNKNOWN";
  if (first >= last) return [piece(`component ${first}: `, "faint"), piece(status, status)];
  const counts = new Map<ComponentStatus, number>();
  for (let one = first; one <= last; one++) {
    counts.set(statuses[one]!, (counts.get(statuses[one]!) ?? 0) + 1);
  }
  return [
    piece(`components ${first} to ${last}:`, "faint"),
    ...COUNTED.filter((one) => counts.has(one)).flatMap((one) => [
      piece(` ${counts.get(one)} `),
      piece(one, one),
    ]),
  ];
}

/** The names of the lists, with how much is in each; shorter where there is no room. */
function tabsOf(map: Shown, chosen: Tab, columns: number): Line {
  const line = (names: Readonly<Record<Tab, string>>): Line =>
    TABS.flatMap((tab, i) => {
      const count = lengthOfList(map, tab);
      const text = ` ${i + 1} ${names[tab]}${count === undefined ? "" : ` ${count}`} `;
      return [
        piece(
          tab === chosen ? text.replace(/^ (.*) $/, "[$1]") : text,
          tab === chosen ? "bold" : "plain",
        ),
      ];
    });
  const long = line({
    running: "running",
    errors: "errors",
    holds: "holds",
    figures: "memory and times",
  });
  if (widthOf(long) <= columns) return long;
  return line({ running: "run", errors: "err", holds: "hold", figures: "mem" });
}

function drawLower(
  map: Shown,
  position: Position | undefined,
  { columns, rows }: ScreenSize,
  now: number,
): Line[] {
  const tab = position?.tab ?? defaultTab(map);
  if (tab === "figures") return drawFigures(map, { columns, rows });
  const index = position?.focus === "list" ? position.index : undefined;
  if (columns < WIDE) return drawList(map, tab, index, { columns, rows }, now);
  const half = Math.floor(columns * 0.55);
  const left = drawList(map, tab, index, { columns: half, rows }, now);
  const right = drawFigures(map, { columns: columns - half - 2, rows });
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [
    ...filled(left[i] ?? [], half),
    piece("  "),
    ...right[i] ?? [],
  ]);
}

/** What is said, and the keys that there are. */
function footOf({ message, focus }: Position, columns: number): Line[] {
  const keys = focus === "cells"
    ? "Enter open  Tab list  1-4 lists  ? help  q quit"
    : "Enter open  Tab cells  1-4 lists  ? help  q quit";
  const short = "Enter Tab 1-4  ? help  q quit";
  const said = message === undefined
    ? []
    : message.split("\n").flatMap((text) => wrapped(foreign(text), columns)).slice(
      0,
      MESSAGE_LINES,
    );
  return [
    ...said.map((text) => [piece(text, "bold")]),
    [piece(keys.length <= columns ? keys : short, "faint")],
  ];
}

/** @returns A time of the day. */
export function clock(time: number): string {
  const date = new Date(time);
  const two = (n: number): string => String(n).padStart(2, "0");
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
}
