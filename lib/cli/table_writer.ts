/**
 * Values as a table, for people. The first rows say what the columns are and how wide.
 *
 * @module
 */

import { FittedTable } from "../text/fitted_table.ts";
import { loadColumns } from "../text/columns.ts";
import { checkCells, NamedValues, refuseMisfit, type Row, rowOf } from "./rows.ts";
import { TextBuffer } from "./text_buffer.ts";
import type { Print, ValueWriter, Written } from "./value_writer.ts";

/** So many rows are looked at before the first is written, unless there is a wait. */
const LOOKED_AT = 200;
/** No cell that is written to a file or another program is wider than this. */
const WIDEST = 60;
/** Nor is the line, in columns of text. */
const WIDEST_LINE = 2000;

/** Writes values as a table with a column for the component. */
export class TableWriter implements ValueWriter {
  readonly #buffer: TextBuffer;
  /** The rows that are waited with. */
  #rows: { row: Row; component: number }[] = [];
  #columns: ReadonlySet<string> | undefined;
  #table: FittedTable | undefined;

  constructor(readonly written: Written) {
    this.#buffer = new TextBuffer(written.signal);
  }

  prepare(value: unknown, component: number): Print {
    const { name } = this.written;
    const own = [...rowOf(value, name)];
    const isOurs = value instanceof NamedValues;
    // A field of the same name has a column of its own.
    const fields = own.map(([key, cell]): [string, unknown] =>
      key === "component" && !isOurs ? [`${name}.${key}`, cell] : [key, cell]
    );
    const row = new Map<string, unknown>([["component", component], ...fields]);
    if (this.#columns) refuseMisfit(row, this.#columns, this.#placeOf(component));
    // Found out at once, so that the error is of this component and not of one that comes later.
    checkCells(row.values(), this.#placeOf(component));
    return async () => {
      this.#rows.push({ row, component });
      if (this.#table || this.#rows.length >= LOOKED_AT) await this.#write();
    };
  }

  #placeOf(component: number): Parameters<typeof refuseMisfit>[2] {
    return { ...this.written, format: "table", component };
  }

  async #write(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length === 0) return;
    const columns = this.#columns ??= new Set(rows.flatMap(({ row }) => [...row.keys()]));
    const cells = rows.map(({ row, component }) =>
      checkCells([...columns].map((name) => row.get(name)), this.#placeOf(component))
    );
    await loadColumns("…"); // which says that a text was cut off
    let lines: string[] = [];
    if (!this.#table) {
      const names = [...columns];
      const areNumbers = names.map((name) =>
        rows.every(({ row }) => ["number", "bigint", "undefined"].includes(typeof row.get(name)))
      );
      const shown = Deno.stdout.isTerminal()
        ? cells
        : cells.map((line) => line.map((cell) => cell.slice(0, WIDEST)));
      this.#table = new FittedTable(names, shown, room(), areNumbers);
      lines = this.#table.top();
    }
    for (const line of cells) lines.push(this.#table.line(line));
    await this.#buffer.add([`${lines.join("\n")}\n`]);
  }

  async flush(): Promise<void> {
    await this.#write();
    await this.#buffer.flush();
  }

  async end(): Promise<void> {
    await this.flush();
  }
}

/** How many columns of text there are for a line. */
function room(): number {
  if (!Deno.stdout.isTerminal()) return WIDEST_LINE;
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80; // a terminal that does not tell its size
  }
}
