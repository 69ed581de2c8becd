/**
 * Source maps: which place of a generated file came from which place of which source.
 *
 * @module
 */

/** One place of a generated line and where it came from; lines and columns count from 0. */
export interface Segment {
  readonly column: number;
  /** The source, by number. */
  readonly source: number;
  readonly line: number;
  readonly sourceColumn: number;
}

/** A source map, version 3, as it is written. */
export interface RawSourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly mappings: string;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Reads the mappings of a source map.
 *
 * @param mappings The text.
 * @returns For each generated line its segments, in the order of their columns.
 */
export function decodeMappings(mappings: string): Segment[][] {
  const lines: Segment[][] = [];
  let source = 0;
  let line = 0;
  let sourceColumn = 0;
  for (const text of mappings.split(";")) {
    const segments: Segment[] = [];
    let column = 0;
    for (const part of text.split(",")) {
      const [a, b, c, d] = decodeNumbers(part);
      if (a === undefined) continue;
      column += a;
      if (b === undefined || c === undefined || d === undefined) continue;
      segments.push({
        column,
        source: source += b,
        line: line += c,
        sourceColumn: sourceColumn += d,
      });
    }
    lines.push(segments.sort((x, y) => x.column - y.column));
  }
  return lines;
}

/**
 * Writes the mappings of a source map.
 *
 * @param lines For each generated line its segments, in the order of their columns.
 * @returns The text.
 */
export function encodeMappings(lines: readonly (readonly Segment[])[]): string {
  let source = 0;
  let line = 0;
  let sourceColumn = 0;
  return lines.map((segments) => {
    let column = 0;
    return segments.map((one) => {
      const text = encodeNumber(one.column - column) + encodeNumber(one.source - source) +
        encodeNumber(one.line - line) + encodeNumber(one.sourceColumn - sourceColumn);
      ({ column, source, line, sourceColumn } = one);
      return text;
    }).join(",");
  }).join(";");
}

/**
 * Finds where a generated place came from.
 *
 * @param segments The segments of its line.
 * @param column Its column, from 0.
 * @returns The segment it is in, or `undefined` if it came from nowhere.
 */
export function segmentAt(segments: readonly Segment[], column: number): Segment | undefined {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]!.column <= column) low = middle + 1;
    else high = middle;
  }
  return segments[low - 1];
}

/** Gives a source map without what came from some of its sources. */
export function withoutSource(
  map: RawSourceMap | undefined,
  name: RegExp,
): RawSourceMap | undefined {
  if (!map?.sources.some((source) => name.test(source))) return map;
  const lines = decodeMappings(map.mappings).map((segments) =>
    segments.filter(({ source }) => !name.test(map.sources[source] ?? ""))
  );
  return { ...map, mappings: encodeMappings(lines) };
}

/** The source map in a comment at the end of a source, if there is one. */
export function inlineMap(source: string): RawSourceMap | undefined {
  const at = source.lastIndexOf("//# sourceMappingURL=data:");
  if (at < 0) return undefined;
  const end = source.indexOf("\n", at);
  const url = source.slice(at, end < 0 ? undefined : end).trim();
  try {
    const bytes = Uint8Array.fromBase64(url.slice(url.indexOf(",") + 1));
    const map: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isSourceMap(map) ? map : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something read from JSON has the form of a source map. */
export function isSourceMap(value: unknown): value is RawSourceMap {
  return typeof value === "object" && value !== null &&
    typeof Reflect.get(value, "mappings") === "string" &&
    Array.isArray(Reflect.get(value, "sources"));
}

function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of text) {
    const bits = DIGITS.indexOf(digit);
    if (bits < 0) return [];
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}

function encodeNumber(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return text;
}
