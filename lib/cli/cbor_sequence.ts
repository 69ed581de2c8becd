/**
 * Bytes as items of CBOR (RFC 8742).
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";
import { Corruption } from "../codec/bytes/corruption.ts";
import { endOfItem } from "../codec/bytes/sequence.ts";

/** An item, still encoded. */
export interface SequenceItem {
  /** Its bytes, which are there until the next item is asked for. */
  readonly bytes: Uint8Array;
  /** What to call it in an error: its number, from 1, and where it begins. */
  readonly name: string;
  /**
   * Makes the error that says that it is no input.
   *
   * @param reason What is wrong with it, as the rest of a sentence about it.
   * @returns The error, with what to do.
   */
  refusal(reason: string): HTMapError;
}

/** What is read at first is about as much as this. */
const SMALLEST_BUFFER = 1 << 16;

/** No item may be longer: what htmap sends does not come near it. */
const LONGEST = 2 ** 32;

/** How much of the input tells whether it is text. */
const HEAD_LENGTH = 100;

const ADVICE =
  "Each item must be a value in CBOR, as `htmap results --format cbor` writes it, or another program";

/**
 * Splits bytes into items of CBOR, in time that grows with their number, however long the items are.
 * No more is in memory than the item at hand and what has been read ahead.
 *
 * @param bytes A sequence of items.
 * @param source What to call it in an error.
 * @param signal Stops the reading.
 * @returns The items.
 * @throws {HTMapError} If an item is not CBOR, has a tag that htmap does not know, is too long, or is
 * cut short; says which.
 */
export async function* sequenceItems(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  signal?: AbortSignal,
): AsyncGenerator<SequenceItem> {
  const unread = new Unread();
  let [number, offset, head] = [0, 0, ""];
  const here = (): Omit<SequenceItem, "bytes"> => {
    const name = `Item ${number + 1} of ${source}, at byte ${offset},`;
    const advice = looksLikeJson(head)
      ? "If the inputs are JSON, one a line, give --input-format jsonl"
      : ADVICE;
    return { name, refusal: (reason) => new HTMapError(`${name} ${reason}. ${advice}`) };
  };
  const next = (isLast: boolean): Uint8Array | undefined => {
    try {
      return unread.next(isLast);
    } catch (error) {
      if (!(error instanceof Corruption)) throw error;
      throw here().refusal(`cannot be read: ${error.message}`);
    }
  };
  const all = bytes.pipeThrough(new TransformStream(), signal && { signal });
  for await (const chunk of withEnd(all)) {
    if (chunk) {
      unread.add(chunk, () => tooLarge(here().name));
      if (head.length < HEAD_LENGTH) head += latin1(chunk.subarray(0, HEAD_LENGTH - head.length));
    }
    for (let item = next(!chunk); item; item = next(!chunk)) {
      yield { bytes: item, ...here() };
      number++;
      offset += item.length;
    }
  }
  if (unread.length > 0) {
    throw here().refusal(
      `is cut short: the input ends after ${unread.length} of its bytes. See that all is written`,
    );
  }
}

/** Gives chunks, and `undefined` after the last. */
async function* withEnd<T>(chunks: AsyncIterable<T>): AsyncGenerator<T | undefined> {
  yield* chunks;
  yield undefined;
}

/** Bytes that have been read and are not in an item yet. */
class Unread {
  #buffer = new Uint8Array(SMALLEST_BUFFER);
  #start = 0;
  #end = 0;
  /** How many bytes have been found to be too few. */
  #tooFew = 0;

  /** How many there are. */
  get length(): number {
    return this.#end - this.#start;
  }

  /**
   * Adds bytes. The last item is not there any more then.
   *
   * @param chunk The bytes.
   * @param tooMuch Makes the error to throw if there is no memory for them.
   */
  add(chunk: Uint8Array, tooMuch: () => HTMapError): void {
    const isFull = this.#end + chunk.length > this.#buffer.length;
    // Such as one that was for an item much longer than this.
    const isLarge = this.#buffer.length > 8 * Math.max(SMALLEST_BUFFER, this.length + chunk.length);
    if (isFull || isLarge) this.#makeRoom(chunk.length, tooMuch);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Has what there is begin at the start of a buffer of twice the bytes. */
  #makeRoom(more: number, tooMuch: () => HTMapError): void {
    const { length } = this;
    const size = Math.max(SMALLEST_BUFFER, 2 * (length + more));
    this.#buffer.copyWithin(0, this.#start, this.#end);
    [this.#start, this.#end] = [0, length];
    if (size <= this.#buffer.length && this.#buffer.length <= 2 * size) return;
    try {
      // The old one is given back at once, and not when the engine sees to it.
      this.#buffer = new Uint8Array(this.#buffer.buffer.transfer(size));
    } catch (error) {
      throw error instanceof RangeError ? tooMuch() : error;
    }
  }

  /**
   * Takes the first item.
   *
   * @param isLast Whether no more bytes will come.
   * @returns Its bytes, or `undefined` if not all of them are there, as far as that has been looked at.
   * @throws {Corruption} If it is none.
   */
  next(isLast: boolean): Uint8Array | undefined {
    // A long item is looked at again only when there is twice as much of it.
    if (this.length === 0 || this.length < 2 * this.#tooFew && !isLast) return undefined;
    const bytes = this.#buffer.subarray(0, this.#end);
    const start = this.#start;
    const end = endOfItem(bytes, start);
    if (end === undefined) {
      if (this.length > LONGEST || claimsTooMuch(bytes, start)) {
        throw new Corruption("it has a length of more than 4 GB");
      }
      this.#tooFew = this.length;
      return undefined;
    }
    this.#tooFew = 0;
    this.#start = end;
    return bytes.subarray(start, end);
  }
}

/** Whether an item says itself that it is too long, as most JSON does if it is taken for CBOR. */
function claimsTooMuch(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start] ?? 0;
  const hasLength = first >= 0x40 && first < 0xc0;
  if (!hasLength || (first & 0x1f) !== 0x1b || bytes.length < start + 9) return false;
  return bytes.subarray(start + 1, start + 5).some((byte) => byte !== 0);
}

function tooLarge(name: string): HTMapError {
  return new HTMapError(
    `${name} does not fit into the memory of this process. ` +
      `Have the function read a file, as with the map option fixedInputFiles`,
  );
}

function looksLikeJson(head: string): boolean {
  return /^\s*[[{"\-\dtfn][\s\x20-\x7e\x80-\xff]*$/.test(head);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
