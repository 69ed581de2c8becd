/**
 * Positions: the generated module carries a map of which line of the user's own files each of its
 * lines came from, with the text of those lines.
 *
 * @module
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { alignedMap } from "./align.ts";
import {
  decodeMappings,
  encodeMappings,
  inlineMap,
  type RawSourceMap,
  type Segment,
} from "../../base/source_map.ts";
import { POSITIONS_COMMENT } from "../../wire/module.ts";

/** A text that pieces of the generated module are taken from, and what it was made from in turn. */
export class Origin {
  readonly #lineStarts: number[] = [0];
  readonly #lines: Segment[][] | undefined;
  readonly #map: RawSourceMap | undefined;

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
    // It was not made from anything: each word comes from where it is.
    const text = this.text.slice(this.#lineStarts[line], this.#lineStarts[line + 1]);
    return Array.from(text.matchAll(/[\w$]+|[^\s\w$]/g), ({ index }) => (
      { column: index, source: 0, line, sourceColumn: index }
    ));
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
 * Writes the comment that maps a module's lines to where they came from.
 *
 * @param pieces The pieces of the module.
 * @returns The comment, to be the module's last line; empty if nothing came from anywhere.
 */
export function positionComment(pieces: readonly Piece[]): string {
  const map = new MapBuilder();
  for (const piece of pieces) map.add(piece);
  const raw = map.result();
  if (!raw) return "";
  const bytes = new TextEncoder().encode(JSON.stringify(raw));
  return `${POSITIONS_COMMENT}${bytes.toBase64()}\n`;
}

class MapBuilder {
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
    let before: Segment | undefined;
    for (const segment of segments) {
      if (segment.column <= from) before = segment;
      else if (segment.column < to) {
        target.push(this.#moved(origin, segment, this.#column + segment.column - from));
      }
    }
    if (!before) return;
    // What starts in the middle of a segment is as far into its source, as far as one can tell.
    const moved = this.#moved(origin, before, this.#column);
    const inserted = { ...moved, sourceColumn: moved.sourceColumn + from - before.column };
    const at = target.findIndex(({ column }) => column > this.#column);
    target.splice(at < 0 ? target.length : at, 0, inserted);
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

  result(): RawSourceMap | undefined {
    if (this.#sources.length === 0) return undefined;
    return {
      version: 3,
      sources: this.#sources,
      // Only lines that positions can be in go along.
      sourcesContent: this.#texts.map((lines, source) =>
        lines?.map((line, at) => this.#used[source]!.has(at) ? line : "").join("\n") ?? null
      ),
      mappings: encodeMappings(this.#lines),
    };
  }
}

/**
 * Finds what the engine's source of a script was made from.
 *
 * @param url The URL of the script.
 * @param source What the engine runs.
 * @returns The script as an origin of pieces.
 */
export async function originOf(url: string, source: string): Promise<Origin> {
  const map = inlineMap(source) ?? await cachedMap(url, source) ?? await guessedMap(url, source);
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
