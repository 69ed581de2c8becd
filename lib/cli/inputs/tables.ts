/**
 * Inputs as tables with a heading: comma- and tab-separated values (RFC 4180).
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import { loadCsvStream } from "../../deps.ts";
import { lines } from "../lines.ts";
import { typed } from "./cell_types.ts";

/** How a table is read. */
export interface TableOptions {
  /** What separates the cells of a row. */
  readonly separator: "," | "\t";
  /** Whether cells become the numbers and so on that they look like. */
  readonly types: boolean;
  /** Whether the cells of a row are the arguments, in place of one object. */
  readonly asArguments: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads a table.
 *
 * @param bytes UTF-8.
 * @param source What to call it in an error.
 * @param options How it is read.
 * @returns The argument lists, a row each: an object with a field a column, or the cells. Empty lines are no
 *   rows.
 * @throws {HTMapError} If it is not UTF-8 or no such table, if a row has not as many cells as the heading, or
 *   two columns have the same name; says in which line.
 */
export async function* parseTable(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  { separator, types, asArguments, signal }: TableOptions,
): AsyncGenerator<unknown[]> {
  const { CsvParseStream } = await loadCsvStream();
  const rows = ReadableStream.from(textOf(bytes, source, signal))
    .pipeThrough(new CsvParseStream({ separator, fieldsPerRecord: 0 }));
  let heading: string[] | undefined;
  try {
    for await (const row of rows) {
      if (heading === undefined) {
        checkHeading(row, source);
        heading = row;
        continue;
      }
      const cells: unknown[] = types ? row.map(typed) : row;
      yield asArguments
        ? cells
        : [Object.fromEntries(heading.map((name, column) => [name, cells[column]]))];
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const kind = separator === "," ? "comma" : "tab";
    throw new HTMapError(
      `${source} is no table of ${kind}-separated values: ${error.message}. Mend it: each row needs as many ` +
        'cells as the heading, and a cell with a separator, a line break or a " in it is put in "…"',
    );
  }
}

async function* textOf(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const line of lines(bytes, source, signal)) yield `${line}\n`;
}

function checkHeading(heading: readonly string[], source: string): void {
  const twice = heading.find((name, column) => heading.indexOf(name) !== column);
  if (twice === undefined) return;
  throw new HTMapError(
    `Two columns of ${source} are called ${JSON.stringify(twice)}. Give each a name of its own`,
  );
}
