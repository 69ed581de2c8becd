/**
 * The lists below the cells: what runs where, what failed, what is held.
 *
 * @module
 */

import { duration } from "../../text/duration.ts";
import { fitted, foreign, type Line, piece } from "./line.ts";
import type { ScreenSize, Shown, Tab } from "./shown.ts";

/** From there on it is also said when something began. */
const WIDE = 60;
const DAY = 24 * 60 * 60 * 1000;

/** @returns How many lines a list has; `undefined` for what is none. */
export function lengthOfList(map: Shown, tab: Tab): number | undefined {
  if (tab === "figures") return undefined;
  if (tab === "running") return map.running.length;
  return tab === "errors" ? map.counts.get("ERRORED") ?? 0 : map.counts.get("HELD") ?? 0;
}

/** @returns How many lines of a list can be chosen. */
export function choicesOf(map: Shown, tab: Tab): number {
  return tab === "figures" ? 0 : map[tab].length;
}

/**
 * Finds the component that a line of a list is about.
 *
 * @param map What is known of the map.
 * @param tab The list.
 * @param index The line.
 * @returns The component, of several the first; `undefined` if there is no such line.
 */
export function componentOfLine(map: Shown, tab: Tab, index: number): number | undefined {
  if (tab === "figures") return undefined;
  return tab === "holds" ? map.holds[index]?.components[0] : map[tab][index]?.component;
}

/**
 * Draws a list.
 *
 * @param map What is known of the map.
 * @param tab The list.
 * @param chosen The line that is chosen, if one is.
 * @param size How much of the screen there is for it.
 * @param now The time, in milliseconds since 1970.
 * @returns Its lines, the chosen one among them.
 */
export function drawList(
  map: Shown,
  tab: Exclude<Tab, "figures">,
  chosen: number | undefined,
  { columns, rows }: ScreenSize,
  now: number,
): Line[] {
  const total = choicesOf(map, tab);
  if (total === 0) return [[piece(NOTHING[tab], "faint")]].slice(0, rows);
  const at = Math.min(chosen ?? 0, total - 1);
  const first = Math.max(0, Math.min(at - Math.floor(rows / 2), total - rows));
  const lines: Line[] = [];
  for (let i = first; i < Math.min(total, first + rows); i++) {
    const isChosen = i === chosen;
    const line = [piece(isChosen ? "> " : "  "), ...lineOf(map, tab, i, columns, now)];
    const cut = fitted(line, columns);
    lines.push(isChosen ? cut.map(({ text }) => piece(text, "chosen")) : cut);
  }
  return lines;
}

const NOTHING = {
  running: "Nothing runs",
  errors: "Nothing has failed",
  holds: "Nothing is held",
} as const;

function lineOf(
  map: Shown,
  tab: Exclude<Tab, "figures">,
  i: number,
  columns: number,
  now: number,
): Line {
  const digits = String(Math.max(0, map.statuses.length - 1)).length;
  const number = (component: number): string => String(component).padStart(digits);
  if (tab === "running") {
    const { component, status, host, started } = map.running[i]!;
    const widest = map.running[0]?.started;
    const room = widest === undefined ? 5 : age(widest, now).length;
    const begun = started === undefined ? "" : age(started, now);
    return [
      piece(number(component), status),
      piece(`  ${begun.padStart(room)}`),
      ...(columns >= WIDE ? [piece(`  since ${moment(started, now)}`, "faint")] : []),
      piece(`  ${foreign(host ?? "an unknown machine")}`),
      ...(status === "SUSPENDED" ? [piece("  suspended", status)] : []),
    ];
  }
  if (tab === "errors") {
    const { component, ended, message } = map.errors[i]!;
    return [
      piece(number(component), "ERRORED"),
      ...(columns >= WIDE ? [piece(`  ${moment(ended, now)}`, "faint")] : []),
      piece(`  ${foreign(message ?? "…")}`),
    ];
  }
  const { code, reason, components } = map.holds[i]!;
  return [
    piece(`${String(components.length).padStart(digits)}x`, "HELD"),
    piece(`  [${code}] ${foreign(reason)}`),
  ];
}

function age(started: number, now: number): string {
  return duration(Math.max(0, now - started) / 1000);
}

/** When something was: the time of the day or, if that was another day, the day and the time. */
function moment(time: number | undefined, now: number): string {
  if (time === undefined) return " ".repeat(8);
  const date = new Date(time);
  const two = (n: number): string => String(n).padStart(2, "0");
  const of = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  if (Math.abs(now - time) < DAY / 2 || date.toDateString() === new Date(now).toDateString()) {
    return of;
  }
  return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${of.slice(0, 5)}`;
}
