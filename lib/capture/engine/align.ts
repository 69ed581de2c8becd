/**
 * Finding out which line of a TypeScript file a line of JavaScript was made from, where no source map
 * tells: by what the lines have in common.
 *
 * @module
 */

import type { Segment } from "../../wire/positions.ts";
import { encodeMappings, type RawSourceMap } from "./source_map.ts";

/** How far ahead of the last line that was found to look for the next. */
const REACH = 300;
/** How many characters two lines must have in common, unless the line has fewer. */
const ALIKE = 12;

/**
 * Makes a source map of two texts of which one was made from the other by leaving types out.
 *
 * @param url The URL of the TypeScript file.
 * @param typescript Its text.
 * @param javascript What was made of it.
 * @returns A map that is right about most lines, and about the columns of none.
 */
export function alignedMap(url: string, typescript: string, javascript: string): RawSourceMap {
  const texts = typescript.split("\n");
  const originals = texts.map(condensed);
  let next = 0;
  const lines = javascript.split("\n").map((line): Segment[] => {
    const text = condensed(line);
    if (text === "") return [];
    const found = lineLike(text, originals, next);
    if (found !== undefined) next = found;
    const at = Math.min(next, originals.length - 1);
    const original = texts[at]!;
    const sourceColumn = original.length - original.trimStart().length;
    return [{ column: 0, source: 0, line: at, sourceColumn }];
  });
  return {
    version: 3,
    sources: [url],
    sourcesContent: [typescript],
    mappings: encodeMappings(lines),
  };
}

/** A line without what a translation may change: spaces, quotes, semicolons. */
function condensed(line: string): string {
  return line.replace(/\/\/.*$/, "").replace(/[\s;]/g, "").replaceAll("'", '"');
}

function lineLike(text: string, originals: readonly string[], from: number): number | undefined {
  for (let length = Math.min(ALIKE, text.length); length >= Math.min(4, text.length); length -= 4) {
    const start = text.slice(0, length);
    for (let at = from; at < Math.min(from + REACH, originals.length); at++) {
      if (originals[at]!.includes(start)) return at;
    }
  }
  return undefined;
}
