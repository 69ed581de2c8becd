/**
 * Where `htmap map` takes its inputs from.
 *
 * @module
 */

import { CorruptData, HTMapError } from "../base/errors.ts";
import { troubleWithReading } from "../base/system_error.ts";
import { range } from "../base/range.ts";
import { decode } from "../codec/codec.ts";
import { type SequenceItem, sequenceItems } from "./cbor_sequence.ts";
import { UsageError } from "./failures.ts";
import { fromJson } from "./json_values.ts";
import { lines } from "./lines.ts";
import { parseExactly } from "./exact_json.ts";

/** The forms that inputs are read in. */
export const INPUT_FORMATS = ["jsonl", "cbor"] as const;

/** What the user said of the inputs. */
export interface InputChoice {
  /** A file; `-` is standard input. */
  file: string | undefined;
  /** The form of the inputs, if the user named it. */
  format?: typeof INPUT_FORMATS[number] | undefined;
  /** The numbers. */
  numbers: ReturnType<typeof range> | undefined;
  /** Whether each input is a list of arguments. */
  star: boolean;
}

/**
 * Reads a range as on the command line.
 *
 * @param text Such as `"10"`, `"0:10"` or `"0:10:2"`.
 * @returns The numbers, at least one.
 * @throws {Error} If it is none.
 */
export function parseRange(text: string): ReturnType<typeof range> {
  const parts = text.split(":").map((part) => part.trim() === "" ? NaN : Number(part));
  const [start = NaN, stop, step] = parts;
  if (parts.length > 3 || !parts.every(Number.isFinite) || step === 0) {
    throw new Error(
      "it must be STOP, START:STOP or START:STOP:STEP, numbers, with a step that is not 0",
    );
  }
  const numbers = range(start, stop, step);
  for (const _ of numbers) return numbers;
  throw new Error(
    stop === undefined
      ? "the range is empty, since STOP alone counts from 0 up to, and without, STOP"
      : "the range is empty. It goes from START up to, and without, STOP, or down with a negative STEP",
  );
}

/**
 * Opens the inputs.
 *
 * @param choice What the user said of them.
 * @param signal Stops the reading.
 * @returns The argument lists, one a component.
 * @throws {UsageError} If what the user said does not go together.
 * @throws {HTMapError} If there is no such file.
 */
export async function openInputs(
  { file, format, numbers, star }: InputChoice,
  signal: AbortSignal,
): Promise<
  AsyncIterable<unknown[]> | (Iterable<unknown[]> & { readonly length: number })
> {
  if (numbers !== undefined) {
    if (file !== undefined) throw new UsageError("Give either --range or --inputs, not both");
    if (format !== undefined) {
      throw new UsageError("Give either --range or --input-format: a range is not read");
    }
    if (star) throw new UsageError("With --star the inputs are lists: --range gives numbers");
    const { length } = numbers;
    return { length, [Symbol.iterator]: () => asArguments(numbers) };
  }
  const isCbor = (format ?? (file?.endsWith(".cbor") ? "cbor" : "jsonl")) === "cbor";
  const parse = isCbor ? parseSequence : parseLines;
  if (file !== undefined && file !== "-") {
    return parse((await openFile(file, isCbor)).readable, file, star, signal);
  }
  if (file === undefined && Deno.stdin.isTerminal()) {
    throw new UsageError(
      "There are no inputs. Give --range 0:10, --inputs FILE, or " +
        `${isCbor ? "CBOR" : "lines of JSON"} on standard input`,
    );
  }
  return parse(Deno.stdin.readable, "standard input", star, signal);
}

function* asArguments(inputs: Iterable<unknown>): Generator<unknown[]> {
  for (const input of inputs) yield [input];
}

async function openFile(file: string, isCbor: boolean): Promise<Deno.FsFile> {
  const nameAFile = `Name a file of ${isCbor ? "CBOR" : "JSON lines"}`;
  try {
    if ((await Deno.stat(file)).isDirectory) throw new Error("it is a directory");
    return await Deno.open(file);
  } catch (error) {
    const { reason, advice } = error instanceof Deno.errors.NotFound
      ? { reason: "there is no such file", advice: nameAFile }
      : troubleWithReading(error, nameAFile);
    throw new HTMapError(`The inputs ${file} cannot be read: ${reason}. ${advice}`);
  }
}

/**
 * Reads JSON lines.
 *
 * @param bytes What to read.
 * @param source What to call it in an error.
 * @param star Whether each line is a list of arguments.
 * @param signal Stops the reading.
 * @returns The argument lists; empty lines are skipped.
 * @throws {HTMapError} If a line is not UTF-8, not JSON, or has a number that would not stay as it is;
 * says which.
 */
export async function* parseLines(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  star: boolean,
  signal?: AbortSignal,
): AsyncGenerator<unknown[]> {
  let number = 0;
  for await (const line of lines(bytes, source, signal)) {
    number++;
    if (line.trim() === "") continue;
    const value = parseLine(line, `Line ${number} of ${source}`);
    yield argumentsOf(
      value,
      star,
      () =>
        `Line ${number} of ${source} is not a list of arguments: ${excerpt(line)}. ` +
        "With --star, each line must be a JSON array",
    );
  }
}

/** The arguments that an input stands for: itself, or with `--star` what is in it. */
function argumentsOf(value: unknown, star: boolean, isNoList: () => string): unknown[] {
  if (!star) return [value];
  if (Array.isArray(value)) return value;
  throw new HTMapError(isNoList());
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
    const advice = CONTROL.test(line)
      ? "If the inputs are CBOR, give --input-format cbor"
      : "Mend it: each line must be one JSON value";
    throw new HTMapError(`${where} ${what}: ${excerpt(line)} (${reason}). ${advice}`);
  }
}

function excerpt(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/**
 * Reads a sequence of CBOR items.
 *
 * @param bytes What to read.
 * @param source What to call it in an error.
 * @param star Whether each item is a list of arguments.
 * @param signal Stops the reading.
 * @returns The argument lists.
 * @throws {HTMapError} If an item is cut short, not CBOR, or none that htmap has a value for; says which.
 */
export async function* parseSequence(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  star: boolean,
  signal?: AbortSignal,
): AsyncGenerator<unknown[]> {
  for await (const item of sequenceItems(bytes, source, signal)) {
    const value = valueOf(item);
    yield argumentsOf(
      value,
      star,
      () => `${item.name} is not a list of arguments. With --star, each item must be an array`,
    );
  }
}

function valueOf(item: SequenceItem): unknown {
  try {
    return decode(item.bytes, { source: item.name });
  } catch (error) {
    if (error instanceof CorruptData) throw item.refusal(`cannot be read: ${error.reason}`);
    throw error;
  }
}
