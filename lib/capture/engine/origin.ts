/**
 * Texts that pieces of the generated module are taken from, and what those were made from in turn.
 *
 * @module
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { alignedMap } from "./align.ts";
import { cellMap } from "./cells.ts";
import type { ScriptInfo } from "./inspector.ts";
import type { Segment } from "../../wire/positions.ts";
import { decodeMappings, inlineMap, type RawSourceMap } from "./source_map.ts";

/** A text that pieces of the generated module are taken from, and what it was made from in turn. */
export class Origin {
  readonly #lineStarts: number[] = [0];
  readonly #lines: Segment[][] | undefined;
  readonly #map: RawSourceMap | undefined;
  /** The line that was asked for last: all of a minified module may be one. */
  #last: { readonly line: number; readonly segments: readonly Segment[] } | undefined;

  /**
   * @param url Where it was, for a message.
   * @param text The text.
   * @param map What it was made from, if it was made from something.
   */
  constructor(readonly url: string, readonly text: string, map: RawSourceMap | undefined) {
    for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
      this.#lineStarts.push(match.index + match[0].length);
    }
    this.#map = map;
    this.#lines = map && decodeMappings(map.mappings);
  }

  /** The names and texts of the sources segments refer to. */
  sources(): { url: string; text: string | undefined }[] {
    if (!this.#map) return [{ url: sameForm(this.url), text: this.text }];
    return this.#map.sources.map((source, index) => ({
      url: absolute(source, this.url),
      text: this.#map?.sourcesContent?.[index] ?? undefined,
    }));
  }

  /** Gives the segments of a line, in columns of this text. */
  segmentsOf(line: number): readonly Segment[] {
    if (this.#lines) return this.#lines[line] ?? [];
    if (this.#last?.line === line) return this.#last.segments;
    // It was not made from anything: each word comes from where it is.
    const text = this.text.slice(this.#lineStarts[line], this.#lineStarts[line + 1]);
    const segments = Array.from(text.matchAll(/[\w$]+|[^\s\w$]/g), ({ index }) => (
      { column: index, source: 0, line, sourceColumn: index }
    ));
    this.#last = { line, segments };
    return segments;
  }

  /** The line an offset is on, and its column. */
  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - this.#lineStarts[low]! };
  }
}

function absolute(name: string, from: string): string {
  // The bundler puts the kind of module before its address.
  const source = name.replace(/^htmap-module:(?=\w+:)/, "");
  try {
    return sameForm(new URL(source, from === "" ? undefined : from).href);
  } catch {
    return source;
  }
}

/**
 * Gives the form of a URL by which it is compared with others: of a file's path Deno, its bundler and
 * its Node modules each encode other characters.
 *
 * @param url The URL of a module.
 * @returns The URL, encoded as Node does it if it is that of a file.
 */
export function sameForm(url: string): string {
  if (!url.startsWith("file:")) return url;
  try {
    const { search, hash } = new URL(url);
    return pathToFileURL(fileURLToPath(url)).href + search + hash;
  } catch {
    return url; // of another machine
  }
}

/**
 * Finds what the engine's source of a script was made from.
 *
 * @param info The script.
 * @param source What the engine runs.
 * @returns The script as an origin of pieces.
 */
export async function originOf(info: ScriptInfo, source: string): Promise<Origin> {
  const { url } = info;
  const map = inlineMap(source) ?? await cachedMap(url, source) ?? await guessedMap(url, source) ??
    await cellMap(info, source);
  return new Origin(url, source, map);
}

/** A map made by looking at the file, if it is TypeScript. */
async function guessedMap(url: string, source: string): Promise<RawSourceMap | undefined> {
  if (!/^file:.*\.(?:[mc]?ts|[tj]sx)$/.test(url)) return undefined;
  try {
    return alignedMap(url, await Deno.readTextFile(new URL(url)), source);
  } catch {
    // The file is gone: positions are then those of what the engine runs.
    return undefined;
  }
}

/** Deno keeps what it made of a TypeScript file in its cache, with a source map. */
async function cachedMap(url: string, source: string): Promise<RawSourceMap | undefined> {
  if (!url.startsWith("file:") || !/\.[mc]?[jt]sx?$/.test(url)) return undefined;
  const path = fileURLToPath(url);
  for (const directory of cacheDirectories()) {
    try {
      const cached = await Deno.readTextFile(`${directory}/gen/file${path}.js`);
      // An older version of the file would give wrong positions.
      if (cached.startsWith(source.trimEnd())) return inlineMap(cached);
    } catch {
      // Not there, or not to be read: positions are then those of what the engine runs.
    }
  }
  return undefined;
}

function cacheDirectories(): string[] {
  const set = Deno.env.get("DENO_DIR");
  if (set) return [set];
  const home = Deno.env.get("HOME") ?? "";
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`;
  return [`${cache}/deno`, `${home}/Library/Caches/deno`];
}
