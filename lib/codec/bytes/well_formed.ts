/**
 * The check that bytes pass before cbor-x sees them: that they are one item of CBOR, whole, with
 * lengths that fit, text that is text, no deeper than a reader can go, and no tag that nobody knows.
 *
 * @module
 */

import { isUtf8 } from "node:buffer";
import { Corruption, CutShort } from "./corruption.ts";
import { MAX_ITEM_DEPTH, TAG, TYPED_ARRAYS } from "./tags.ts";

/** What was found out about an item. */
export interface Form {
  /** Where it ends. */
  readonly end: number;
  /** Whether it is made of nothing but what cbor-x reads right by itself. */
  readonly isPlain: boolean;
  /** Whether a map has a key that an object of JavaScript cannot have so easily. */
  readonly hasOddKeys: boolean;
  /** Where texts begin that cbor-x would misread, since they begin with a byte order mark. */
  readonly marked: readonly number[];
}

const KNOWN_TAGS: ReadonlySet<number> = new Set([
  ...Object.values(TAG),
  ...TYPED_ARRAYS.flatMap(([, high, low]) => [high, low]),
]);

const ADDRESS = "an internet address: write it as text";

/** Tags that other programs write, and what to write in their place. */
const REPLACEABLE: Readonly<Record<number, string>> = {
  4: "a decimal fraction: write it as a number or as text",
  5: "a number of any precision: write it as a number or as text",
  25: "a reference to a text: write texts out (in Python, without string_referencing)",
  30: "a fraction: write it as a number, or as a list of two",
  // Each language writes its own differently, and flags are not written at all.
  35: "a regular expression: write its source as text",
  37: "a UUID: write it as text",
  40: "an array of several dimensions: write it as a list of its rows",
  52: ADDRESS,
  54: ADDRESS,
  256: "a table of texts: write texts out (in Python, without string_referencing)",
  260: ADDRESS,
  261: ADDRESS,
  43000: "a complex number: write it as a list of two numbers",
};

/** The kinds of item, as their first three bits. */
const MAJOR = { NEGATIVE: 1, BYTES: 2, TEXT: 3, MAP: 5, TAG: 6, SIMPLE: 7 } as const;
/** How many bytes the number after a first byte has, by that one's other five bits. */
const ARGUMENT_SIZE: readonly (number | undefined)[] = [...new Array(24).fill(0), 1, 2, 4, 8];
const INDEFINITE = 0x1f;
/** First bytes of the simple values and floats that there may be. */
const [FALSE, UNDEFINED, HALF_FLOAT, DOUBLE] = [0xf4, 0xf7, 0xf9, 0xfb] as const;
/** Texts from this length on are looked at by the engine, which then takes less time. */
const LONG_TEXT = 48;
/** How `__proto__` is written, the one text that is no usual key. */
const PROTO = new TextEncoder().encode("__proto__");

/**
 * Checks the item that bytes begin with.
 *
 * @param bytes The bytes.
 * @param start Where the item begins.
 * @returns What was found out about it.
 * @throws {CutShort} If the bytes end before it does.
 * @throws {Corruption} If it is not well-formed, or has a tag that the codec does not know.
 */
export function formOf(bytes: Uint8Array, start: number): Form {
  let at = start;
  let isPlain = true;
  let hasOddKeys = false;
  const marked: number[] = [];
  // Of each level above: how many items it still has to come, negative in a map.
  const levels: number[] = [];
  let left = 1;
  let inMap = false;
  let owed = 1;
  let isMapNext = false;
  for (;;) {
    while (left === 0) {
      if (levels.length === 0) return { end: at, isPlain, hasOddKeys, marked };
      left = levels.pop()!;
      inMap = left < 0;
      if (inMap) left = -left;
    }
    // Each item that is to come has a byte at least, so no length can claim what is not there.
    if (owed > bytes.length - at) throw cutShort();
    const isKey = inMap && left % 2 === 0;
    left--;
    owed--;
    const head = at;
    const first = bytes[at++]!;
    const major = first >> 5;
    if (isKey && major !== MAJOR.TEXT) hasOddKeys = true;
    if (first < 0x18) continue;
    let count = first & 0x1f;
    if (count >= 24) {
      count = argument(bytes, at, first);
      at += ARGUMENT_SIZE[first & 0x1f]!;
    }
    if (major === MAJOR.TEXT) {
      if (count > bytes.length - at) throw cutShort();
      if (!isAscii(bytes, at, count)) {
        checkUtf8(bytes.subarray(at, at + count));
        if (isMarked(bytes, at)) {
          marked.push(head);
          hasOddKeys ||= isKey;
        }
      } else if (count === PROTO.length && isKey && isProto(bytes, at)) hasOddKeys = true;
      at += count;
    } else if (major === MAJOR.BYTES) {
      if (count > bytes.length - at) throw cutShort();
      isPlain = false; // they are to be copied
      at += count;
    } else if (major === MAJOR.SIMPLE) {
      checkSimple(first);
    } else if (major <= MAJOR.NEGATIVE) {
      if ((first & 0x1f) === 0x1b) isPlain = false; // a bigint to cbor-x
    } else {
      if (major === MAJOR.TAG) {
        checkTag(count);
        isPlain = false;
      }
      if (levels.length >= MAX_ITEM_DEPTH) throw new Corruption("it nests too deep");
      levels.push(inMap ? -left : left);
      left = major === MAJOR.TAG ? 1 : major === MAJOR.MAP ? 2 * count : count;
      owed += left;
      // A tag for a Map has its keys read as what they are.
      inMap = major === MAJOR.MAP && !isMapNext;
      isMapNext = major === MAJOR.TAG && count === TAG.MAP;
    }
  }
}

function cutShort(): CutShort {
  return new CutShort("it ends in the middle of a value");
}

/** The number after a first byte that has one. */
function argument(bytes: Uint8Array, at: number, first: number): number {
  const size = ARGUMENT_SIZE[first & 0x1f];
  if (size === undefined) {
    throw new Corruption(
      (first & 0x1f) === INDEFINITE
        ? "it has an item of indefinite length: write each with its length"
        : "it has a length of no known form",
    );
  }
  if (at + size > bytes.length) throw cutShort();
  let number = 0;
  for (let i = at; i < at + size; i++) number = number * 256 + bytes[i]!;
  return number;
}

/** Whether a text that is not long is ASCII all through; the engine looks at others faster. */
function isAscii(bytes: Uint8Array, at: number, length: number): boolean {
  if (length > LONG_TEXT) return false;
  let seen = 0;
  for (let i = at; i < at + length; i++) seen |= bytes[i]!;
  return seen < 0x80;
}

function checkUtf8(text: Uint8Array): void {
  if (!isUtf8(text)) throw new Corruption("it has a text that is not UTF-8");
}

/** Whether a text, which is UTF-8, begins with a byte order mark: these bytes stand for nothing else. */
function isMarked(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

function isProto(bytes: Uint8Array, at: number): boolean {
  return PROTO.every((byte, i) => bytes[at + i] === byte);
}

function checkSimple(first: number): void {
  if (first < FALSE || (first > UNDEFINED && first < HALF_FLOAT) || first > DOUBLE) {
    throw new Corruption("it has a byte that starts no value");
  }
}

function checkTag(tag: number): void {
  if (KNOWN_TAGS.has(tag)) return;
  const what = REPLACEABLE[tag];
  throw new Corruption(
    what === undefined
      ? `it has the tag ${tag}, which htmap does not know: write what it is about without it`
      : `it has the tag ${tag}, ${what}`,
  );
}
