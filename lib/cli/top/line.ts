/**
 * The lines of a screen: text whose pieces look in some way, and how that is written.
 *
 * @module
 */

import type { ComponentStatus } from "../../base/component_status.ts";
import { columns, cut } from "../../text/columns.ts";
import { printable } from "../../text/printable.ts";
import { paints, statusPaints } from "../colors.ts";

/** How a piece of text looks: as a state of a component, louder, fainter, or as what is chosen. */
export type Look = ComponentStatus | "bold" | "faint" | "chosen" | "plain";

/** A piece of a line. */
export interface Piece {
  /** Text on one line, all of it printable. */
  readonly text: string;
  readonly look: Look;
}

/** A line of a screen. */
export type Line = readonly Piece[];

/** Writes a line for a terminal. */
export type Renderer = (line: Line) => string;

/** @returns A piece of text that looks in some way. */
export function piece(text: string, look: Look = "plain"): Piece {
  return { text, look };
}

/** @returns Foreign text as a part of one line: what would command the terminal is written out. */
export function foreign(text: string): string {
  return printable(text.replaceAll(/[\t\n\u2028\u2029]+/g, " "));
}

/** @returns What stands on a line, however it looks. */
export function textOf(line: Line): string {
  return line.map(({ text }) => text).join("");
}

/** @returns How many columns a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + columns(text), 0);
}

/**
 * Cuts a line off where the room ends.
 *
 * @param line The line.
 * @param room How many columns there are.
 * @returns As much of its beginning as fits, without half a character.
 */
export function fitted(line: Line, room: number): Line {
  let left = Math.max(0, room);
  const kept: Piece[] = [];
  for (const { text, look } of line) {
    const part = cut(text, left);
    if (part !== "") kept.push({ text: part, look });
    left -= columns(part);
    if (part !== text) break;
  }
  return kept;
}

/** @returns A line that is as wide as the room: cut off, or filled with blanks. */
export function filled(line: Line, room: number): Line {
  const part = fitted(line, room);
  const rest = room - widthOf(part);
  return rest > 0 ? [...part, piece(" ".repeat(rest))] : part;
}

/**
 * Breaks text into lines of some width, at blanks where there are any.
 *
 * @param text The text, on one line.
 * @param room How many columns a line has.
 * @returns The lines; one that is empty for no text.
 */
export function wrapped(text: string, room: number): string[] {
  const width = Math.max(1, room);
  const lines: string[] = [];
  for (let rest = text;;) {
    // No more than that could fit; to measure all of a long line for each of its parts would take long.
    const part = cut(rest.slice(0, 8 * width), width) || rest.slice(0, 1);
    if (part.length === rest.length) return [...lines, rest];
    const blank = rest[part.length] === " " ? part.length : part.lastIndexOf(" ");
    const end = blank > width / 2 ? blank : part.length;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^ /, "");
  }
}

/**
 * Gives what writes lines.
 *
 * @param how With colours; only with what is louder, fainter or chosen; or as text without anything else.
 * @returns The renderer.
 */
export async function renderer(how: "colored" | "plain" | "text"): Promise<Renderer> {
  if (how === "text") return (line) => textOf(line).trimEnd();
  const { bold, dim, inverse } = await paints();
  const ofStatus = await statusPaints(how === "colored");
  return (line) =>
    line.map(({ text, look }) => {
      if (look === "plain") return text;
      if (look === "bold") return bold(text);
      if (look === "faint") return dim(text);
      return look === "chosen" ? inverse(text) : ofStatus(look)(text);
    }).join("");
}
