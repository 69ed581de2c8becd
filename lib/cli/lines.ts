/**
 * Bytes as lines of text.
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";

const LINE_BREAK = 10;

/** What to do with inputs that are no text. */
const NOT_TEXT =
  'Give the inputs in UTF-8, and bytes as {"$Uint8Array": "base64"}, or, if they are CBOR, ' +
  "give --input-format cbor";

/** How many bytes of a line are sure to fit into one string of V8. */
const LONGEST = 2 ** 29 - 25;

/**
 * Splits bytes into lines of text, in time that grows with their number, however long the lines are.
 *
 * @param bytes UTF-8.
 * @param source What to call it in an error.
 * @param signal Stops the reading.
 * @param advice What to do if it is not UTF-8.
 * @returns The lines, without their line breaks. After the last line break there is no line.
 * @throws {HTMapError} If a line is not UTF-8, or too long to be text; says which.
 */
export async function* lines(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  signal?: AbortSignal,
  advice: string = NOT_TEXT,
): AsyncGenerator<string> {
  let number = 1; // of the line that begins with `begun`
  let begun: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes.pipeThrough(new TransformStream(), signal && { signal })) {
    const end = chunk.lastIndexOf(LINE_BREAK);
    begun.push(end < 0 ? chunk : chunk.subarray(0, end));
    length += begun.at(-1)?.length ?? 0;
    if (length > LONGEST) throw tooLong(number, source);
    if (end < 0) continue;
    const complete = decode(join(begun, length), { number, source, advice }).split("\n");
    yield* complete;
    number += complete.length;
    begun = [chunk.subarray(end + 1)];
    length = chunk.length - end - 1;
  }
  if (length > 0) yield decode(join(begun, length), { number, source, advice });
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const all = new Uint8Array(length);
  let start = 0;
  for (const piece of pieces) {
    all.set(piece, start);
    start += piece.length;
  }
  return all;
}

/** Decodes lines, all at once, which is faster than one by one. */
function decode(
  bytes: Uint8Array,
  { number, source, advice }: { number: number; source: string; advice: string },
): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new HTMapError(
      `Line ${number + linesBeforeFault(bytes)} of ${source} is not UTF-8 text. ${advice}`,
    );
  }
}

/** Counts the lines before the first that is not UTF-8. */
function linesBeforeFault(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let count = 0;
  for (let start = 0; start <= bytes.length; count++) {
    const found = bytes.indexOf(LINE_BREAK, start);
    const end = found < 0 ? bytes.length : found;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      break; // this is the line
    }
    start = end + 1;
  }
  return count;
}

function tooLong(number: number, source: string): HTMapError {
  return new HTMapError(
    `Line ${number} of ${source} is longer than 512 MB, which does not fit into a string. ` +
      `Have the function read a file, as with the map option fixedInputFiles`,
  );
}
