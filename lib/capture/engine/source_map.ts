/**
 * Source maps: which place of a generated file came from which place of which source.
 *
 * @module
 */

import { loadSourceMapCodec } from "../../deps.ts";
import type { Segment } from "../../wire/positions.ts";

const { decode, encode } = await loadSourceMapCodec();

/** A source map, version 3, as it is written. */
export interface RawSourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly mappings: string;
}

/**
 * Reads the mappings of a source map.
 *
 * @param mappings The text.
 * @returns For each generated line its segments, in the order of their columns.
 */
export function decodeMappings(mappings: string): Segment[][] {
  return decode(mappings).map((segments) =>
    segments.flatMap((one) => {
      if (one.length === 1) return []; // it came from nowhere
      const [column, source, line, sourceColumn] = one;
      return [{ column, source, line, sourceColumn }];
    })
  );
}

/**
 * Writes the mappings of a source map.
 *
 * @param lines For each generated line its segments, in the order of their columns.
 * @returns The text.
 */
export function encodeMappings(lines: readonly (readonly Segment[])[]): string {
  return encode(
    lines.map((segments) =>
      segments.map((one) => [one.column, one.source, one.line, one.sourceColumn])
    ),
  );
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
