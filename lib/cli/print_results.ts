/**
 * The results of a map on standard output.
 *
 * @module
 */

import { HTMapError, ResultTooLarge, TimeoutError } from "../base/errors.ts";
import { troubleWithReading } from "../base/system_error.ts";
import type { WaitOptions } from "../base/wait_options.ts";
import { encode } from "../codec/codec.ts";
import type { HTMap } from "../map/map.ts";
import { failureText, UsageError } from "./failures.ts";
import { jsonPieces, stretches } from "./json_text.ts";
import { note, printBytes, printLine } from "./output.ts";
import { shellWord } from "../text/shell_word.ts";
import { isInteractive } from "../text/displays.ts";
import { ProgressBar } from "../text/progress.ts";
import { writtenSize } from "./written_size.ts";

/** How a result is written as text. */
interface Writer {
  /** How long it may be, in characters or about. */
  readonly longest: number;
  /** How deep it may nest. */
  readonly deepest: number;
  /** How a result that is not large itself can be too long. */
  readonly how: string;
  /** What else there is for a result that cannot be written so. */
  readonly otherwise?: string;
  readonly pieces: (value: unknown) => Iterable<string>;
}

const WRITERS: Readonly<Record<"jsonl" | "text", Writer>> = {
  jsonl: {
    longest: 2 ** 30,
    deepest: Infinity,
    how:
      ", since an object that is in it many times over is written each time, and so is each gap of an array",
    pieces: jsonPieces,
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
  },
};

/** The forms that results are written in. */
export const FORMATS = ["jsonl", "cbor", "text"] as const;
/** A form that results are written in. */
export type Format = typeof FORMATS[number];

/** How many bytes are written at once: so often a signal can stop it. */
const PIECE = 1 << 20;

/** How many failed components are reported in full. */
const SHOWN_FAILURES = 5;

/** How results are printed. */
export interface PrintOptions {
  /** How long to wait for all of them, in milliseconds. */
  timeout: number;
  signal: AbortSignal;
  /** Whether errors have their stack traces. */
  verbose: boolean;
}

/**
 * Refuses a form that standard output cannot take.
 *
 * @param format The form.
 * @throws {UsageError} If it is bytes, and standard output is a terminal.
 */
export function checkFormat(format: Format): void {
  if (format === "cbor" && Deno.stdout.isTerminal()) {
    throw new UsageError(
      "CBOR is bytes, which a terminal cannot show. Redirect it, as with > results.cbor, or pipe it",
    );
  }
}

/**
 * Prints the results of a map in the order of its inputs, each as soon as it and those before are here.
 *
 * @param map The map.
 * @param format The form.
 * @param options How long to wait.
 * @returns The exit code: 1 if some have no result.
 */
export async function printResults(
  map: HTMap,
  format: Format,
  { timeout, signal, verbose }: PrintOptions,
): Promise<number> {
  const deadline = performance.now() + timeout;
  using bar = barOf(map);
  let [failed, unfinished] = [0, 0];
  for (let component = 0; component < map.length; component++) {
    bar.update(component);
    const left = timeout === Infinity ? Infinity : Math.max(0, deadline - performance.now());
    let print: Print;
    try {
      print = await printerOf(map, component, format, { timeout: left, signal });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TimeoutError) unfinished++;
      else if (++failed <= SHOWN_FAILURES) note(failureOf(map.tag, component, error, verbose));
      continue;
    }
    await print(signal);
  }
  bar.update(map.length);
  bar[Symbol.dispose]();
  if (failed > SHOWN_FAILURES) {
    note(
      `${
        failed - SHOWN_FAILURES
      } more components have no result, ${failed} of ${map.length} in all. ` +
        `Their reports: \`htmap errors ${shellWord(map.tag)}\``,
    );
  }
  if (unfinished > 0) {
    note(`${unfinished} of ${map.length} components have not finished: their results are missing`);
  }
  return failed + unfinished > 0 ? 1 : 0;
}

/** The progress bar of printing, for whoever does not see the results go by. */
function barOf({ tag, length }: HTMap): ProgressBar {
  const show = isInteractive() && !Deno.stdout.isTerminal();
  const work = { title: tag, total: length, unit: "result" };
  return new ProgressBar(work, { show, patience: 1 });
}

/** Prints a result that has begun to be written. */
type Print = (signal: AbortSignal) => Promise<void>;

/** Begins to write a result, of which nothing is printed if it cannot be printed whole. */
async function printerOf(
  map: HTMap,
  component: number,
  format: Format,
  options: WaitOptions,
): Promise<Print> {
  const value = await map.get(component, options);
  return format === "cbor"
    ? bytesPrinter(value, component)
    : linePrinter(value, format, map.tag, component);
}

function linePrinter(
  value: unknown,
  format: keyof typeof WRITERS,
  tag: string,
  component: number,
): Print {
  const line = lineOf(value, format, tag, component);
  return async (signal) => await printLine(line, signal);
}

/**
 * Begins to write a result as CBOR. It is written for readers that are not the map: an instance of one
 * of its classes has the name of that.
 */
function bytesPrinter(value: unknown, component: number): Print {
  // The value itself is not held on to, so that there are no two of it while it is written.
  const pieces = piecesOf(encode(value, { path: [`the result of component ${component}`] }));
  return async (signal) => await printBytes(pieces, signal);
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** Begins to write a result as text. */
function lineOf(
  value: unknown,
  format: keyof typeof WRITERS,
  tag: string,
  component: number,
): Iterable<string> {
  const { longest, deepest, how, otherwise, pieces } = WRITERS[format];
  if (format === "text" && typeof value === "string") return stretches(value);
  const { characters, depth } = writtenSize(value, longest);
  if (characters <= longest && depth <= deepest) return pieces(value);
  const reason = characters > longest
    ? `it would have more than ${Math.floor(longest / 1e6)} million characters${how}`
    : `it nests deeper than ${deepest} levels`;
  throw new ResultTooLarge(tag, component, format, reason, otherwise);
}

/** Says why a component has no result. What it brought back may be unreadable: that is its failure. */
function failureOf(tag: string, component: number, error: unknown, verbose: boolean): string {
  if (error instanceof HTMapError) return failureText(error, verbose);
  const again = `Run it again with \`htmap rerun components ${shellWord(tag)} ${component}\``;
  const { reason, advice } = error instanceof RangeError
    ? {
      reason: `it does not fit into the memory of this process (${error.message})`,
      advice: "Have the function return less, or write a file and call htmap.transferOutputFiles",
    }
    : troubleWithReading(error, again);
  const cause = new HTMapError(
    `What component ${component} brought back cannot be read: ${reason}. ${advice}`,
    { cause: error },
  );
  return failureText(cause, verbose);
}
