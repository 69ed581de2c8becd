/**
 * Tables that grow: the first rows say how wide the columns are, and what does not fit is cut off.
 *
 * @module
 */

import { columns, cut } from "./columns.ts";
import { printable } from "./printable.ts";

/** What is between two columns. */
const GAP = "  ";
/** No column is made narrower than this to have the others fit. */
const NARROWEST = 6;

/**
 * A table whose columns are as wide as its first rows need, and the screen allows. It lines up once the
 * measure was loaded, with `loadColumns("…")`.
 */
export class FittedTable {
  readonly #heading: readonly string[];
  readonly #widths: readonly number[];
  readonly #rightward: readonly boolean[];

  /**
   * Chooses the widths.
   *
   * @param heading The heading of each column.
   * @param rows The first rows, a text a column.
   * @param room How many columns of text there are for a line.
   * @param rightward Whether the text of each column goes to the right.
   */
  constructor(
    heading: readonly string[],
    rows: readonly (readonly string[])[],
    room: number,
    rightward: readonly boolean[],
  ) {
    const wanted = heading.map((text, column) =>
      rows.reduce(
        (width, row) => Math.max(width, columns(plain(row[column] ?? ""))),
        columns(plain(text)),
      )
    );
    const widths = fit(wanted, room, rightward);
    // Columns there is no room for are left out, and the last heading says that there are more.
    this.#heading = widths.length < heading.length
      ? [...heading.slice(0, Math.max(0, widths.length - 1)), "…"]
      : heading;
    this.#widths = widths;
    this.#rightward = rightward;
  }

  /** @returns The lines above the rows. */
  top(): string[] {
    const rule = this.#widths.map((width) => "─".repeat(width)).join(GAP);
    return [this.#lineOf(this.#heading), rule];
  }

  /**
   * Writes a row.
   *
   * @param cells The text of each column.
   * @returns Its line.
   */
  line(cells: readonly string[]): string {
    const isWhole = this.#heading.at(-1) !== "…" || cells.length === this.#heading.length;
    return this.#lineOf(isWhole ? cells : [...cells.slice(0, this.#heading.length - 1), "…"]);
  }

  #lineOf(cells: readonly string[]): string {
    return this.#widths.map((width, column) => {
      const whole = plain(cells[column] ?? "");
      // A number without its last digits would be another one.
      const text = this.#rightward[column] ? whole : shortened(whole, width);
      const space = " ".repeat(Math.max(0, width - columns(text)));
      return this.#rightward[column] ? space + text : text + space;
    }).join(GAP).trimEnd();
  }
}

/** Text on one line, that a terminal only shows. */
function plain(text: string): string {
  return printable(text).replaceAll("\n", "⏎").replaceAll("\t", " ");
}

function shortened(text: string, width: number): string {
  return columns(text) <= width ? text : `${cut(text, width - 1)}…`;
}

/** Takes room from the widest columns of text until all fit, or leaves out the last. */
function fit(
  wanted: readonly number[],
  room: number,
  isNumber: readonly boolean[],
): number[] {
  const widths = [...wanted];
  const total = (): number =>
    widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  for (;;) {
    const texts = widths.filter((width, column) => !isNumber[column] && width > NARROWEST);
    if (total() <= room || texts.length === 0) break;
    const widest = Math.max(...texts);
    const next = Math.max(NARROWEST, ...texts.filter((width) => width < widest));
    const at = widths.flatMap((width, column) =>
      width === widest && !isNumber[column] ? [column] : []
    );
    const needed = Math.ceil((total() - room) / at.length);
    for (const column of at) widths[column] = Math.max(next, widest - needed);
  }
  if (total() <= room) return widths;
  while (widths.length > 2 && total() > room) widths.pop();
  return [...widths.slice(0, -1), 1];
}
