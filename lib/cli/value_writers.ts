/**
 * What writes values to standard output, one after the other, in the form that was asked for. No more is in
 * memory than the value at hand and a little text.
 *
 * @module
 */

import { ResultTooLarge } from "../base/errors.ts";
import { concatenated } from "../base/bytes.ts";
import { encode } from "../codec/codec.ts";
import { jsonPieces, stretches } from "./json_text.ts";
import { printBytes } from "./output.ts";
import { NamedValues } from "./rows.ts";
import { TextBuffer } from "./text_buffer.ts";
import type { Format } from "./value_formats.ts";
import type { Print, ValueWriter, Written } from "./value_writer.ts";
import { writtenSize } from "./written_size.ts";

/**
 * Opens what writes values in a form.
 *
 * @param format The form.
 * @param written What is written.
 * @returns The writer.
 */
export async function openWriter(format: Format, written: Written): Promise<ValueWriter> {
  switch (format) {
    case "cbor":
      return new ItemWriter(written);
    case "csv":
    case "tsv": {
      const { CsvWriter } = await import("./csv_writer.ts");
      return new CsvWriter(written, format);
    }
    case "table": {
      const { TableWriter } = await import("./table_writer.ts");
      return new TableWriter(written);
    }
    default:
      return new TextWriter(written, format);
  }
}

/** How a value is written as text. */
interface TextForm {
  /** How long it may be, in characters or about. */
  readonly longest: number;
  /** How deep it may nest. */
  readonly deepest: number;
  /** How a value that is not large itself can be too long. */
  readonly how: string;
  /** What else there is for a value that cannot be written so. */
  readonly otherwise?: string;
  readonly pieces: (value: unknown) => Iterable<string>;
  /** What goes before the first value, between two, after the last, and in place of all. */
  readonly marks: Readonly<Record<"start" | "between" | "end" | "none", string>>;
}

const JSON_TEXT = {
  longest: 2 ** 30,
  deepest: Infinity,
  how:
    ", since an object that is in it many times over is written each time, and so is each gap of an array",
  pieces: jsonPieces,
};

const LINES = { start: "", between: "\n", end: "\n", none: "" };

const TEXT_FORMS: Readonly<Record<"jsonl" | "json" | "text", TextForm>> = {
  jsonl: { ...JSON_TEXT, marks: LINES },
  json: {
    ...JSON_TEXT,
    marks: { start: "[\n", between: ",\n", end: "\n]\n", none: "[]\n" },
  },
  // For people, and made as a whole: in more than this nobody reads.
  text: {
    longest: 2 ** 25,
    deepest: 200,
    how: "",
    otherwise: "Print it with --format jsonl",
    pieces: (
      value,
    ) => [
      Deno.inspect(value, {
        depth: Infinity,
        iterableLimit: Infinity,
        strAbbreviateSize: Infinity,
      }),
    ],
    marks: LINES,
  },
};

/** The value as it is written by all that have no columns. */
function plain(value: unknown): unknown {
  return value instanceof NamedValues ? value.values : value;
}

/** Writes values as JSON, or for people. */
class TextWriter implements ValueWriter {
  readonly #buffer: TextBuffer;
  #isEmpty = true;
  /** Whether all that was written is an array that nothing marks as one value. */
  #isUnmarked = false;

  constructor(readonly written: Written, readonly format: keyof typeof TEXT_FORMS) {
    this.#buffer = new TextBuffer(written.signal);
  }

  prepare(value: unknown, component: number): Print {
    const pieces = this.#piecesOf(plain(value), component);
    const { start, between } = TEXT_FORMS[this.format].marks;
    // A line is ended by itself, so that whoever reads line by line need not wait for the next.
    const isLines = between === LINES.between;
    const before = isLines ? this.#mark(value) : this.#isEmpty ? start : between;
    this.#isUnmarked = this.#isEmpty && before === "" && this.#isMistakable(value);
    this.#isEmpty = false;
    return () => this.#buffer.add(inRow(before, pieces, isLines ? "\n" : ""));
  }

  /** `htmap map` takes an array on the only line for several inputs, unless there is a blank before it. */
  #mark(value: unknown): string {
    return this.written.total === 1 && this.#isMistakable(value) ? " " : "";
  }

  #isMistakable(value: unknown): boolean {
    return this.format === "jsonl" && Array.isArray(value);
  }

  #piecesOf(value: unknown, component: number): Iterable<string> {
    const { format, written: { tag } } = this;
    const { longest, deepest, how, otherwise, pieces } = TEXT_FORMS[format];
    if (format === "text" && typeof value === "string") return stretches(value);
    const { characters, depth } = writtenSize(value, longest);
    if (characters <= longest && depth <= deepest) return pieces(value);
    const reason = characters > longest
      ? `it would have more than ${Math.floor(longest / 1e6)} million characters${how}`
      : `it nests deeper than ${deepest} levels`;
    throw new ResultTooLarge(tag, component, format, reason, otherwise);
  }

  async flush(): Promise<void> {
    await this.#buffer.flush();
  }

  async end(): Promise<void> {
    const { between, end, none } = TEXT_FORMS[this.format].marks;
    if (this.#isEmpty) await this.#buffer.add([none]);
    else if (between !== LINES.between) await this.#buffer.add([end]);
    // The others could not be written; the blank comes late, since nobody knew that.
    else if (this.#isUnmarked) await this.#buffer.add([" \n"]);
    await this.#buffer.flush();
  }
}

function* inRow(before: string, pieces: Iterable<string>, after: string): Generator<string> {
  if (before !== "") yield before;
  yield* pieces;
  if (after !== "") yield after;
}

/** How many bytes are written at once: so often a signal can stop it. */
const PIECE = 1 << 20;
/** As long as there are fewer than this, items are collected. */
const COLLECTED = 1 << 16;
/** None of them is held back for longer than this, in milliseconds. */
const PATIENCE = 50;

/** Writes values as items of CBOR. */
class ItemWriter implements ValueWriter {
  #items: Uint8Array[] = [];
  #size = 0;
  #flushed = -Infinity;

  constructor(readonly written: Written) {}

  /**
   * It is written for readers that are not the map: an instance of one of its classes has the name of that.
   */
  prepare(value: unknown, component: number): Print {
    const path = [`the ${this.written.name} of component ${component}`];
    // The value itself is not held on to, so that there are no two of it while it is written.
    const item = encode(plain(value), { path });
    return async () => await this.#add(item);
  }

  async #add(item: Uint8Array): Promise<void> {
    this.#items.push(item);
    this.#size += item.length;
    if (this.#size >= COLLECTED || performance.now() - this.#flushed > PATIENCE) await this.flush();
  }

  async flush(): Promise<void> {
    const { signal } = this.written;
    const items = this.#items;
    this.#items = [];
    this.#size = 0;
    const small = items.filter(({ length }) => length < COLLECTED);
    const bytes = small.length === items.length ? [concatenated(items)] : items;
    await printBytes(bytes.values().flatMap(piecesOf), signal);
    this.#flushed = performance.now();
  }

  async end(): Promise<void> {
    await this.flush();
  }
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
