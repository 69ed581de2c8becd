/**
 * The pieces a generated module is put together of, and the positions that it carries: of which line of
 * the user's own files each of its lines came from, with the text of those lines.
 *
 * @module
 */

import { firstAfter, type Positions, positionsLine, type Segment } from "../../wire/positions.ts";
import type { Origin } from "../engine/origin.ts";

/** A piece of generated source, with where it comes from. */
export interface Piece {
  readonly text: string;
  /** The text it was taken from. */
  readonly origin?: Origin;
  /** Where in that text it starts. */
  readonly offset?: number;
  /** Whether it stands for what is there, and is not that itself. */
  readonly replaces?: boolean;
}

/**
 * Writes the line that tells where a module's lines came from.
 *
 * @param pieces The pieces of the module.
 * @returns The line, to be the module's last; empty if nothing came from anywhere.
 */
export function lineOfPositions(pieces: readonly Piece[]): string {
  const collector = new PositionCollector();
  for (const piece of pieces) collector.add(piece);
  const positions = collector.result();
  return positions.sources.length === 0 ? "" : positionsLine(positions);
}

class PositionCollector {
  readonly #lines: Segment[][] = [[]];
  readonly #sources: string[] = [];
  readonly #texts: (string[] | undefined)[] = [];
  readonly #used: Set<number>[] = [];
  readonly #numbers = new Map<Origin, number[]>();
  #column = 0;

  add({ text, origin, offset, replaces }: Piece): void {
    const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
    const start = origin?.position(offset ?? 0);
    lines.forEach((line, index) => {
      if (index > 0) {
        this.#lines.push([]);
        this.#column = 0;
      }
      if (origin && start) {
        const from = index === 0 ? start.column : 0;
        // What stands for something of the source comes from where that starts, all of it.
        const length = replaces ? 0 : line.length;
        this.#addLine(origin, start.line + index, from, from + length);
      }
      this.#column += line.length;
    });
  }

  /** Adds the segments of part of a line of an origin, which the generated line now goes on with. */
  #addLine(origin: Origin, line: number, from: number, to: number): void {
    const target = this.#lines.at(-1)!;
    const segments = origin.segmentsOf(line);
    const first = firstAfter(segments, from);
    const before = segments[first - 1];
    if (before) {
      // What starts in the middle of a segment is as far into its source, as far as one can tell.
      const moved = this.#moved(origin, before, this.#column);
      target.push({ ...moved, sourceColumn: moved.sourceColumn + from - before.column });
    }
    for (let at = first; at < segments.length && segments[at]!.column < to; at++) {
      target.push(this.#moved(origin, segments[at]!, this.#column + segments[at]!.column - from));
    }
  }

  #moved(origin: Origin, segment: Segment, column: number): Segment {
    const source = this.#numbersOf(origin)[segment.source] ?? 0;
    this.#used[source]?.add(segment.line);
    return { ...segment, column, source };
  }

  #numbersOf(origin: Origin): number[] {
    let numbers = this.#numbers.get(origin);
    if (numbers) return numbers;
    numbers = origin.sources().map(({ url, text }) => {
      const known = this.#sources.indexOf(url);
      if (known >= 0) return known;
      this.#texts.push(text?.split(/\r\n|[\n\r\u2028\u2029]/));
      this.#used.push(new Set());
      return this.#sources.push(url) - 1;
    });
    this.#numbers.set(origin, numbers);
    return numbers;
  }

  result(): Positions {
    return {
      sources: this.#sources,
      // Only lines that positions can be in go along.
      texts: this.#texts.map((lines, source) =>
        lines?.map((line, at) => this.#used[source]!.has(at) ? line : "").join("\n") ?? null
      ),
      lines: this.#lines,
    };
  }
}
