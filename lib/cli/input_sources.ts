/**
 * Where `htmap map` takes its inputs from.
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";
import { troubleWithReading } from "../base/system_error.ts";
import { range } from "../base/range.ts";
import { UsageError } from "./failures.ts";
import { fromJson } from "./json_values.ts";
import { lines } from "./lines.ts";
import { parseExactly } from "./exact_json.ts";

/** What the user said of the inputs. */
export interface InputChoice {
  /** A file of JSON lines; `-` is standard input. */
  file: string | undefined;
  /** The numbers. */
  numbers: Iterable<number> | undefined;
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
export function parseRange(text: string): Iterable<number> {
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
  { file, numbers, star }: InputChoice,
  signal: AbortSignal,
): Promise<AsyncIterable<unknown[]> | Iterable<unknown[]>> {
  if (numbers !== undefined) {
    if (file !== undefined) throw new UsageError("Give either --range or --inputs, not both");
    if (star) throw new UsageError("With --star the inputs are lists: --range gives numbers");
    return asArguments(numbers);
  }
  if (file !== undefined && file !== "-") {
    return parseLines((await openFile(file)).readable, file, star, signal);
  }
  if (file === undefined && Deno.stdin.isTerminal()) {
    throw new UsageError(
      "There are no inputs. Give --range 0:10, --inputs FILE, or lines of JSON on standard input",
    );
  }
  return parseLines(Deno.stdin.readable, "standard input", star, signal);
}

function* asArguments(inputs: Iterable<unknown>): Generator<unknown[]> {
  for (const input of inputs) yield [input];
}

const NAME_A_FILE = "Name a file of JSON lines";

async function openFile(file: string): Promise<Deno.FsFile> {
  try {
    if ((await Deno.stat(file)).isDirectory) throw new Error("it is a directory");
    return await Deno.open(file);
  } catch (error) {
    const { reason, advice } = error instanceof Deno.errors.NotFound
      ? { reason: "there is no such file", advice: NAME_A_FILE }
      : troubleWithReading(error, NAME_A_FILE);
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
    if (!star) yield [value];
    else if (Array.isArray(value)) yield value;
    else {
      throw new HTMapError(
        `Line ${number} of ${source} is not a list of arguments: ${excerpt(line)}. ` +
          `With --star, each line must be a JSON array`,
      );
    }
  }
}

function parseLine(line: string, where: string): unknown {
  try {
    return fromJson(parseExactly(line));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = error instanceof SyntaxError ? "is not JSON" : "is not an input";
    throw new HTMapError(
      `${where} ${what}: ${excerpt(line)} (${reason}). Mend it: each line must be one JSON value`,
    );
  }
}

function excerpt(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
