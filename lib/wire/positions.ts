/**
 * Positions: which place of which of the user's files each place of a generated module came from. A
 * module carries them in its last line, for reports of what went wrong where it runs.
 *
 * They are what a source map is, compressed, and in a form that is read without any package: a job
 * that fails may be at its very end, where nothing can be loaded any more.
 *
 * @module
 */

import { deflateRawSync, inflateRawSync } from "node:zlib";

/** One place of a generated line and where it came from; lines and columns count from 0. */
export interface Segment {
  readonly column: number;
  /** The source, by number. */
  readonly source: number;
  readonly line: number;
  readonly sourceColumn: number;
}

/** Where the lines of a module came from. */
export interface Positions {
  /** The URLs of the sources. */
  readonly sources: readonly string[];
  /** The text of each source, as far as positions can be in it; `null` if it is not known. */
  readonly texts: readonly (string | null)[];
  /** For each generated line its segments, in the order of their columns. */
  readonly lines: readonly (readonly Segment[])[];
}

/** The start of the line that holds them; not that of a source map, for no one else is to apply it. */
const COMMENT = "//# htmapPositions=";

/** How they are written: the numbers of each line follow each other, as differences, which are small. */
interface WrittenPositions {
  sources: readonly string[];
  texts: readonly (string | null)[];
  lines: readonly (readonly number[])[];
}

/** The numbers of a segment. */
const NUMBERS = 4;

/**
 * Writes positions as the last line of a module.
 *
 * @param positions The positions.
 * @returns The line, a comment.
 */
export function positionsLine({ sources, texts, lines }: Positions): string {
  let before: Segment = { column: 0, source: 0, line: 0, sourceColumn: 0 };
  const written: WrittenPositions = {
    sources,
    texts,
    lines: lines.map((segments) => {
      before = { ...before, column: 0 };
      return segments.flatMap((one) => {
        const { column, source, line, sourceColumn } = before;
        before = one;
        return [
          one.column - column,
          one.source - source,
          one.line - line,
          one.sourceColumn - sourceColumn,
        ];
      });
    }),
  };
  const bytes = deflateRawSync(new TextEncoder().encode(JSON.stringify(written)));
  return `${COMMENT}${new Uint8Array(bytes).toBase64()}\n`;
}

/**
 * Reads the positions of a module.
 *
 * @param module The module's text.
 * @returns The positions; none if the module has none.
 * @throws {Error} If they are not what {@linkcode positionsLine} wrote.
 */
export function readPositions(module: string): Positions {
  const at = module.lastIndexOf(COMMENT);
  if (at < 0) return { sources: [], texts: [], lines: [] };
  const bytes = inflateRawSync(Uint8Array.fromBase64(module.slice(at + COMMENT.length).trim()));
  const { sources, texts, lines } = asWritten(JSON.parse(new TextDecoder().decode(bytes)));
  let [source, line, sourceColumn] = [0, 0, 0];
  return {
    sources,
    texts,
    lines: lines.map((numbers) => {
      const segments: Segment[] = [];
      let column = 0;
      for (let i = 0; i + NUMBERS <= numbers.length; i += NUMBERS) {
        column += numbers[i]!;
        source += numbers[i + 1]!;
        line += numbers[i + 2]!;
        sourceColumn += numbers[i + 3]!;
        segments.push({ column, source, line, sourceColumn });
      }
      return segments;
    }),
  };
}

/**
 * Finds where a generated place came from.
 *
 * @param segments The segments of its line.
 * @param column Its column, from 0.
 * @returns The segment it is in, or `undefined` if it came from nowhere.
 */
export function segmentAt(segments: readonly Segment[], column: number): Segment | undefined {
  return segments[firstAfter(segments, column) - 1];
}

/**
 * Finds where the segments of a line begin that are after a column: a line may have a million.
 *
 * @param segments The segments of the line.
 * @param column The column, from 0.
 * @returns The index of the first of them; how many there are if none is after it.
 */
export function firstAfter(segments: readonly Segment[], column: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]!.column <= column) low = middle + 1;
    else high = middle;
  }
  return low;
}

function asWritten(value: unknown): WrittenPositions {
  const { sources, texts, lines } = Object(value);
  if (![sources, texts, lines].every(Array.isArray)) throw new TypeError("these are no positions");
  // A module is the map's own, written whole: its form is what was written.
  return { sources, texts, lines };
}
