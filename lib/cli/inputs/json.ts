/**
 * Inputs as JSON: a value a line, or one array.
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import { note } from "../output.ts";
import { parseExactly } from "../exact_json.ts";
import { isFileHere } from "../file_here.ts";
import { fromJson } from "../json_values.ts";
import { lines } from "../lines.ts";
import { argumentsOf } from "./argument_lists.ts";

/** The most characters of a document that is read as a whole; a string of V8 has no more. */
const LONGEST = 2 ** 29 - 25;

/** How JSON is read. */
export interface JsonOptions {
  /** What it is: values a line each, one array of them, or the one that it looks like. */
  readonly form: "lines" | "array" | "either";
  /** Whether each value is a list of arguments. */
  readonly star: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads JSON.
 *
 * A document that could be either form is lines, unless all of it is one array: that of several lines is no
 * JSON lines anyway; of one on a single line it is said what it was taken for.
 *
 * @param bytes UTF-8.
 * @param source What to call it in an error.
 * @param options How it is read.
 * @returns The argument lists; empty lines are skipped.
 * @throws {HTMapError} If it is not UTF-8, not JSON, or has a number that would not stay as it is; says where.
 */
export async function* parseJson(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  { form, star, signal }: JsonOptions,
): AsyncGenerator<unknown[]> {
  const seen = { blanks: false };
  const numbered = numberedLines(bytes, source, seen, signal);
  if (form === "lines") return yield* eachLine(numbered, source, star);
  const first = await numbered.next();
  if (first.done) return;
  const isArray = first.value.line.trimStart().startsWith("[");
  if (form === "array" || isArray && !isJson(first.value.line)) {
    return yield* itemsOf(await joined(first.value, numbered), source, star);
  }
  const second = isArray ? await numbered.next() : undefined;
  if (second?.done) return yield* singleLine(first.value, source, star, seen.blanks);
  yield* eachLine(
    withFirst([first.value, ...second ? [second.value] : []], numbered),
    source,
    star,
  );
}

interface Line {
  readonly number: number;
  readonly line: string;
}

/** The lines that are not empty; of those of blanks it is only told whether there were any. */
async function* numberedLines(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  seen: { blanks: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<Line, undefined> {
  let number = 0;
  for await (const line of lines(bytes, source, signal)) {
    number++;
    if (line.trim() !== "") yield { number, line };
    else if (line.startsWith(" ")) seen.blanks = true;
  }
}

async function* withFirst(first: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield* first;
  yield* rest;
}

async function* eachLine(
  all: AsyncIterable<Line>,
  source: string,
  star: boolean,
): AsyncGenerator<unknown[]> {
  for await (const { number, line } of all) {
    const where = `Line ${number} of ${source}`;
    const value = parseLine(line, where);
    yield argumentsOf(
      value,
      star,
      () =>
        `${where} is not a list of arguments: ${excerpt(line)}. ` +
        "With --star, each line must be a JSON array",
    );
  }
}

/** One array on a line of its own is read as its elements, which is what most mean by it, and said. */
function* singleLine(
  { number, line }: Line,
  source: string,
  star: boolean,
  isMarked: boolean,
): Generator<unknown[]> {
  const value = parseLine(line, `Line ${number} of ${source}`);
  // htmap puts a blank before an array that is one value, or a line of a blank after it, and few others do.
  const isOneInput = isMarked || line.startsWith(" ") || !Array.isArray(value);
  if (isOneInput || star && !value.every(Array.isArray)) {
    return yield argumentsOf(value, star, () => `${source} is not a list of arguments`);
  }
  note(
    `${source} is one array: each of its ${value.length} elements is an input. ` +
      "For one input that is the array, give --input-format jsonl, or put a blank before it",
  );
  yield* elements(value, source, star);
}

function* itemsOf(text: string, source: string, star: boolean): Generator<unknown[]> {
  let value: unknown;
  try {
    value = fromJson(parseExactly(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof SyntaxError)) {
      throw new HTMapError(`${source} has what is not an input: ${reason}. Mend it`);
    }
    const [line = ""] = text.split("\n", 1);
    throw new HTMapError(
      `${source} is not JSON (${reason}). ` +
        (isJson(line)
          ? "If it is one value a line, give --input-format jsonl"
          : "Mend it: it must be one array of the inputs"),
    );
  }
  if (!Array.isArray(value)) {
    throw new HTMapError(
      `${source} is JSON, but no array: ${
        excerpt(text)
      }. Give an array of the inputs, or one value a line ` +
        "and --input-format jsonl",
    );
  }
  yield* elements(value, source, star);
}

function* elements(value: readonly unknown[], source: string, star: boolean): Generator<unknown[]> {
  for (const [index, element] of value.entries()) {
    yield argumentsOf(
      element,
      star,
      () =>
        `Element ${index} of ${source} is not a list of arguments. With --star, each must be an array`,
    );
  }
}

function isJson(line: string): boolean {
  try {
    parseExactly(line);
    return true;
  } catch (error) {
    // What is no JSON by itself may begin a document; any other error is that of this line.
    if (error instanceof SyntaxError) return false;
    return true;
  }
}

async function joined(first: Line, rest: AsyncIterable<Line>): Promise<string> {
  const all = [first.line];
  let length = first.line.length;
  for await (const { line } of rest) {
    all.push(line);
    length += line.length + 1;
    if (length <= LONGEST) continue;
    throw new HTMapError(
      "A JSON array of more than 512 MB does not fit into memory. Write one value a line, as with " +
        "`jq -c '.[]'`",
    );
  }
  return all.join("\n");
}

/** What is in no JSON, and in most CBOR. */
// deno-lint-ignore no-control-regex -- it is about control characters
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

function parseLine(line: string, where: string): unknown {
  try {
    return fromJson(parseExactly(line));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = error instanceof SyntaxError ? "is not JSON" : "is not an input";
    throw new HTMapError(`${where} ${what}: ${excerpt(line)} (${reason}). ${adviceOn(line)}`);
  }
}

function adviceOn(line: string): string {
  if (CONTROL.test(line)) return "If the inputs are CBOR, give --input-format cbor";
  const start = line.trim();
  if (isFileHere(start)) {
    return "If the lines are names of files, each of which is to be sent to its component, give --files -";
  }
  if (start === "{") return "Mend it: each line must be one JSON value, as `jq -c .` writes them";
  return /^[[{"\d-]|^(?:true|false|null)\b/.test(start)
    ? "Mend it: each line must be one JSON value"
    : "Mend it: each line must be one JSON value. If the lines are text, give --input-format lines";
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
