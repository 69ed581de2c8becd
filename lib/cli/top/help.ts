/**
 * The screen that says which keys there are.
 *
 * @module
 */

import { type Line, piece, wrapped } from "./line.ts";
import { MARKS } from "./cells.ts";
import type { ScreenSize } from "./shown.ts";

/** The keys, and what they do. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["arrows", "move among the cells, or in the list"],
  ["Tab", "from the cells to the list, and back"],
  ["1 2 3 4", "what runs, errors, holds, memory and times"],
  ["Enter", "open the component"],
  ["g", "open one by its number"],
  ["Esc", "back"],
  ["o e x", "its standard output, standard error, error report"],
  ["n p", "the next component, the previous one"],
  ["h", "hold all of the map"],
  ["r", "release all of the map"],
  ["a", "run the chosen component again"],
  ["A", "run all that failed again"],
  ["q", "quit (so does Ctrl-C)"],
];

/** @returns The screen: as many lines as it has rows. */
export function drawHelp({ rows, columns }: ScreenSize): Line[] {
  const widest = Math.max(...KEYS.map(([keys]) => keys.length));
  const marks = beside(Object.entries(MARKS).map(([status, mark]) => `${mark} ${status}`), columns);
  const lines: Line[] = [
    ...KEYS.flatMap(([keys, does]) =>
      wrapped(does, columns - widest - 2).map((part, index) => [
        piece((index === 0 ? keys : "").padEnd(widest), "bold"),
        piece(`  ${part.trimStart()}`),
      ])
    ),
    [],
    // What a cell of several components shows is the first of these that one of them is in.
    [piece("Cells, from what is shown first:", "bold")],
    ...marks.map((mark) => [piece(`  ${mark}`)]),
  ];
  const shown = lines.slice(0, Math.max(0, rows - 1));
  const blank = Array.from({ length: Math.max(0, rows - 1 - shown.length) }, () => []);
  return [...shown, ...blank, [piece("any key: back", "faint")]];
}

/** Texts one beside the other, as many on a line as fit. */
function beside(texts: readonly string[], columns: number): string[] {
  const widest = Math.max(...texts.map(({ length }) => length));
  const perLine = Math.max(1, Math.floor(columns / (widest + 2)));
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += perLine) {
    lines.push(texts.slice(i, i + perLine).map((text) => text.padEnd(widest)).join("  ").trimEnd());
  }
  return lines;
}
