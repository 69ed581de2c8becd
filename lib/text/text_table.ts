/**
 * Tables in plain text.
 *
 * @module
 */

import { columns } from "./columns.ts";

/**
 * Writes a table. It lines up for any text whose measure was loaded before, with `loadColumns`.
 *
 * @param heading The heading of each column.
 * @param rows The rows, a text a column.
 * @param alignments Where each column's text goes; left if not said.
 * @param paint Colours the text of a cell, if there are colours; where it is, is counted from 0.
 * @returns The lines of the table, without a line break at the end.
 */
export function textTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly ("left" | "right")[] = [],
  paint: (text: string, row: number, column: number) => string = (text) => text,
): string {
  const widths = heading.map((text, column) =>
    rows.reduce((width, row) => Math.max(width, columns(row[column] ?? "")), columns(text))
  );
  const line = (cells: readonly string[], row?: number): string => {
    const padded = cells.map((text, column) => {
      const cell = pad(text, widths[column] ?? 0, alignments[column] ?? "left");
      // Blanks at the end of a line are no part of it, and could not be told once they are within colours.
      return column === cells.length - 1 ? cell.trimEnd() : cell;
    });
    const painted = row === undefined
      ? padded
      : padded.map((text, column) => text.trim() === "" ? text : paint(text, row, column));
    return painted.join("  ").trimEnd();
  };
  const rule = widths.map((width) => "─".repeat(width));
  return [line(heading), line(rule), ...rows.map((row, i) => line(row, i))].join("\n");
}

function pad(text: string, width: number, alignment: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - columns(text)));
  return alignment === "left" ? text + space : space + text;
}
