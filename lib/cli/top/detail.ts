/**
 * The screen of one component.
 *
 * @module
 */

import type { SeenComponent } from "../../map/component_view.ts";
import { counted } from "../../text/counted.ts";
import { duration } from "../../text/duration.ts";
import { timeTaken } from "../../text/time_taken.ts";
import { cut } from "../../text/columns.ts";
import { fitted, foreign, type Line, piece, wrapped } from "./line.ts";
import { clock } from "./overview.ts";
import type { ScreenSize } from "./shown.ts";

/** What is shown of a component besides what it is. */
export type Text = "report" | "stdout" | "stderr";

/** What is known of the text that is shown. */
export interface ShownText {
  readonly kind: Text;
  /** The text; `undefined` until it is there. */
  readonly text: string | undefined;
  /** What else is to be said of it. */
  readonly note?: string | undefined;
}

/** Where the user of the screen is. */
export interface DetailPosition {
  /** How many lines of the text have been gone up from its end, or down from the beginning of a report. */
  readonly scroll: number;
  readonly message?: string | undefined;
}

/** A screen, and how far one can go in its text. */
export interface Detail {
  readonly lines: readonly Line[];
  readonly mostScroll: number;
  readonly page: number;
}

/** How much of a text is drawn at most, in lines: of what is longer, the end. */
const MOST_LINES = 5000;

/**
 * Draws a component.
 *
 * @param tag The map's tag.
 * @param seen What is known of it.
 * @param text The text below that.
 * @param position Where the user is.
 * @param size How large the screen is.
 * @param now The time, in milliseconds since 1970.
 * @returns The screen: as many lines as it has rows, none wider than it.
 */
export function drawDetail(
  tag: string,
  seen: SeenComponent,
  text: ShownText,
  { scroll, message }: DetailPosition,
  { columns, rows }: ScreenSize,
  now: number,
): Detail {
  const head = [
    [
      piece(`${foreign(tag)}, component ${seen.component}  `, "bold"),
      piece(seen.status, seen.status),
    ],
    ...errorIn(text).map((line) => [piece(cut(foreign(line), columns), "ERRORED")]),
    ...factsOf(seen, now).flatMap((fact) => wrapped(foreign(fact), columns)).map((fact) => [
      piece(fact),
    ]),
    [
      piece(`${TITLES[text.kind]}`, "bold"),
      piece(text.note === undefined ? "" : `  ${foreign(text.note)}`, "faint"),
    ],
  ];
  const keys = "Esc back  ↑↓ scroll  o stdout  e stderr  x error  n p next  ? help  q quit";
  const said = message?.split("\n").flatMap((line) => wrapped(foreign(line), columns)) ?? [];
  const foot = [
    ...said.slice(0, 4).map((line) => [piece(line, "bold")]),
    [piece(keys.length <= columns ? keys : "Esc  o e x  n p  ? help  q quit", "faint")],
  ];
  const upper = head.slice(0, Math.max(1, rows - foot.length - 1));
  const page = Math.max(0, rows - upper.length - foot.length);
  const body = linesOf(text, columns);
  const mostScroll = Math.max(0, body.length - page);
  const at = Math.min(scroll, mostScroll);
  const first = text.kind === "report" ? at : mostScroll - at;
  const shown = body.slice(first, first + page).map((line) => [piece(line)]);
  const blank = Array.from({ length: page - shown.length }, () => []);
  const lines = [...upper, ...shown, ...blank, ...foot].map((line) => fitted(line, columns));
  return { lines: lines.slice(-rows), mostScroll, page };
}

/** What was thrown, which stands below much else in a report. */
function errorIn({ kind, text }: ShownText): string[] {
  const found = kind === "report" && /^\w*(?:Error|Exception)\b.*$/m.exec(text ?? "");
  return found ? [found[0]] : [];
}

const TITLES = { report: "Error report", stdout: "Standard output", stderr: "Standard error" };

function factsOf(seen: SeenComponent, now: number): string[] {
  const facts: string[] = [];
  const isRunning = seen.status === "RUNNING" || seen.status === "SUSPENDED";
  if (seen.host !== undefined) facts.push(`${isRunning ? "on" : "ran on"} ${seen.host}`);
  if (seen.started !== undefined) {
    const wall = isRunning ? now - seen.started : seen.wall;
    const taken = wall === undefined
      ? ""
      : isRunning
      ? `, for ${duration(Math.max(0, wall) / 1000)} so far`
      : `, took ${timeTaken(wall / 1000)}`;
    const cpu = seen.cpu === undefined ? "" : `, processor ${timeTaken(seen.cpu / 1000)}`;
    facts.push(`since ${dayOf(seen.started, now)}${clock(seen.started)}${taken}${cpu}`);
  }
  if (seen.memory !== undefined) facts.push(`memory ${seen.memory} MB`);
  if (seen.job !== undefined) facts.push(`job ${seen.job}`);
  if (seen.beside.length > 0) {
    facts.push(`its job runs ${counted(seen.beside.length, "other component")} too`);
  }
  if (seen.failedAttempts > 0) {
    facts.push(`${counted(seen.failedAttempts, "attempt")} failed before`);
  }
  if (seen.submission > 0) facts.push(`submitted ${seen.submission + 1} times`);
  const joined = facts.length > 0 ? [facts.join("; ")] : [];
  if (seen.hold) joined.push(`Held: [${seen.hold.code}] ${seen.hold.reason}`);
  if (seen.removal !== undefined) joined.push(`Removed: ${seen.removal}`);
  return joined;
}

function dayOf(time: number, now: number): string {
  const date = new Date(time);
  if (date.toDateString() === new Date(now).toDateString()) return "";
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} `;
}

/** The lines that were broken last: most often the same text is drawn again. */
let last: { text: string; columns: number; lines: string[] } | undefined;

function linesOf({ text }: ShownText, columns: number): string[] {
  if (text === undefined) return ["…"];
  if (text === "") return ["(nothing)"];
  if (last?.text === text && last.columns === columns) return last.lines;
  const lines = text.replace(/\n$/, "").split("\n").slice(-MOST_LINES).flatMap((line) => {
    // What is drawn over itself, as progress bars are, shows what came last.
    const shown = line.replace(/\r+$/, "").split("\r").at(-1) ?? "";
    return wrapped(foreign(shown.replaceAll("\t", "    ")), columns);
  });
  last = { text, columns, lines };
  return lines;
}
