/**
 * Inputs as tables with a heading: comma- and tab-separated values (RFC 4180).
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import { loadCsvStream } from "../../deps.ts";
import { lines } from "../lines.ts";
import { typed } from "./cell_types.ts";

/**
 * Stands for the carriage return of a line break inside a cell, which what reads CSV would drop: no text that
 * was UTF-8 has a half of a character.
 */
const RETURN = "\ud800";

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
        heading = row.map(withReturns);
        checkHeading(heading, source);
        continue;
      }
      const texts = row.map(withReturns);
      const cells: unknown[] = types ? texts.map(typed) : texts;
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
  let isQuoted = false; // whether a cell goes on in the next line
  for await (const line of lines(bytes, source, signal)) {
    if (line.split('"').length % 2 === 0) isQuoted = !isQuoted;
    yield isQuoted && line.endsWith("\r") ? `${line.slice(0, -1)}${RETURN}\n` : `${line}\n`;
  }
}

function withReturns(cell: string): string {
  return cell.replaceAll(RETURN, "\r");
}

function checkHeading(heading: readonly string[], source: string): void {
  const twice = heading.find((name, column) => heading.indexOf(name) !== column);
  if (twice === undefined) return;
  throw new HTMapError(
    `Two columns of ${source} are called ${JSON.stringify(twice)}. Give each a name of its own`,
  );
}
