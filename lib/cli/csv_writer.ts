/**
 * Values as comma-separated or tab-separated rows, below a line with the names of the columns.
 *
 * @module
 */

import { csvText } from "../text/csv.ts";
import { checkCells, refuseMisfit, rowOf } from "./rows.ts";
import { TextBuffer } from "./text_buffer.ts";
import type { Print, ValueWriter, Written } from "./value_writer.ts";

const SEPARATOR = { csv: ",", tsv: "\t" } as const;

/** Writes values as rows; the first says what the columns are. */
export class CsvWriter implements ValueWriter {
  readonly #buffer: TextBuffer;
  #columns: ReadonlySet<string> | undefined;

  constructor(readonly written: Written, readonly format: keyof typeof SEPARATOR) {
    this.#buffer = new TextBuffer(written.signal);
  }

  prepare(value: unknown, component: number): Print {
    const { written, format } = this;
    const row = rowOf(value, written.name);
    if (this.#columns) refuseMisfit(row, this.#columns, { ...written, format, component });
    const cells = checkCells([...(this.#columns ?? row.keys())].map((name) => row.get(name)), {
      ...written,
      format,
      component,
    });
    const lines = [cells];
    if (!this.#columns) {
      this.#columns = new Set(row.keys());
      lines.unshift([...this.#columns]);
    }
    return () => this.#buffer.add([`${csvText(lines, "\n", SEPARATOR[format])}\n`]);
  }

  async flush(): Promise<void> {
    await this.#buffer.flush();
  }

  async end(): Promise<void> {
    await this.#buffer.flush();
  }
}
