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
 * @returns The lines of the table, without a line break at the end.
 */
export function textTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly ("left" | "right")[] = [],
): string {
  const widths = heading.map((text, column) =>
    rows.reduce((width, row) => Math.max(width, columns(row[column] ?? "")), columns(text))
  );
  const line = (cells: readonly string[]): string =>
    cells.map((text, column) => pad(text, widths[column] ?? 0, alignments[column] ?? "left")).join(
      "  ",
    ).trimEnd();
  return [line(heading), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}

function pad(text: string, width: number, alignment: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - columns(text)));
  return alignment === "left" ? text + space : space + text;
}
