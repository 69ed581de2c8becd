/**
 * Items of CBOR as bytes and back: this is where cbor-x is.
 *
 * An item is what CBOR has a word for: `undefined`, `null`, a boolean, a number, a bigint for an integer
 * of more than 32 bits, a text, bytes, an array, an object whose keys are texts, a Map for other keys, and
 * a `Tag` about another item.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { loadCborX } from "../../deps.ts";
import type { CborXTag } from "../../types/cbor_x.d.ts";
import { Corruption } from "./corruption.ts";
import { TAG } from "./tags.ts";
import { formOf } from "./well_formed.ts";

const { addExtension, Encoder, Tag } = await loadCborX();

/** An item of CBOR. */
export type Item = unknown;

/** A tag about an item. Without a number it is written as the item alone. */
export type Tag = CborXTag;
export { Tag };

/** A number that is written as a float, though it is an integer. */
export class Float {
  constructor(readonly value: number) {}
}

/** Bytes are made here, and kept here if they are few. */
const SCRATCH = Buffer.allocUnsafeSlow(1 << 13);

/** An item, and what has bytes of the same form be read as a string with WTF-8 in it. */
const NOTHING = Uint8Array.of(0xf6);
const WTF8_TAG = Uint8Array.of(0xd9, TAG.WTF8 >> 8, TAG.WTF8 & 0xff);
const TEXT_BEYOND_BYTES = 0x20;

const cborX = new Encoder({
  useRecords: false,
  variableMapSize: true,
  tagUint8Array: false,
  useTag259ForMaps: false,
});

// cbor-x has readers of its own for these, which know nothing of what is shared with what.
const typedArrays = Array.from({ length: 24 }, (_, i) => 64 + i);
const { DATE_TEXT, DATE, BIGINT, NEGATIVE_BIGINT, SHARED, REFERENCE, SET } = TAG;
const dates = [DATE_TEXT, DATE];
for (const tag of [...dates, BIGINT, NEGATIVE_BIGINT, SHARED, REFERENCE, SET, ...typedArrays]) {
  addExtension({ tag, decode: (item: Item) => new Tag(item, tag) });
}

addExtension({
  tag: TAG.MAP,
  decode: Object.assign((read: () => Item) => {
    const { mapsAsObjects } = cborX;
    cborX.mapsAsObjects = false;
    try {
      return new Tag(read(), TAG.MAP);
    } finally {
      cborX.mapsAsObjects = mapsAsObjects;
    }
  }, { handlesRead: true as const }),
});

addExtension<Float>({
  Class: Float,
  encode({ value }, write) {
    this.alwaysUseFloat = true;
    write(value);
    this.alwaysUseFloat = false;
  },
});

/**
 * Writes an item.
 *
 * @param item The item.
 * @returns Its bytes.
 * @throws {RangeError} If it nests too deep, or does not fit into memory.
 */
export function writeItem(item: Item): Uint8Array<ArrayBuffer> {
  cborX.useBuffer(SCRATCH);
  try {
    const { buffer, byteOffset, length } = cborX.encode(item);
    const bytes = new Uint8Array(buffer, byteOffset, length);
    return buffer === SCRATCH.buffer ? bytes.slice() : bytes;
  } finally {
    cborX.useBuffer(SCRATCH); // it would hold on to what it grew to
  }
}

/**
 * Reads the item that bytes are.
 *
 * @param bytes The bytes, which may be any.
 * @returns The item, and whether it is a value as it is.
 * @throws {Corruption} If they are not one item, or it has something that the codec does not know.
 */
export function readItem(bytes: Uint8Array): { item: Item; isPlain: boolean } {
  const { end, isPlain, hasOddKeys, marked } = formOf(bytes, 0);
  if (end < bytes.length) throw new Corruption("there are bytes left over at its end");
  cborX.mapsAsObjects = !hasOddKeys;
  // cbor-x puts a property on what it is given.
  const source = marked.length > 0 ? withMarksHidden(bytes, marked) : bytes.subarray();
  const item: Item = cborX.decode(source);
  cborX.decode(NOTHING); // it would hold on to what it read last
  return { item, isPlain: isPlain && !hasOddKeys && marked.length === 0 };
}

/** Has texts that begin with a byte order mark, which cbor-x would take away, read as bytes with a tag. */
function withMarksHidden(bytes: Uint8Array, marked: readonly number[]): Uint8Array {
  const hidden = new Uint8Array(bytes.length + WTF8_TAG.length * marked.length);
  let from = 0;
  marked.forEach((head, index) => {
    const to = head + WTF8_TAG.length * index;
    hidden.set(bytes.subarray(from, head), from + WTF8_TAG.length * index);
    hidden.set(WTF8_TAG, to);
    hidden[to + WTF8_TAG.length] = bytes[head]! - TEXT_BEYOND_BYTES;
    from = head + 1;
  });
  hidden.set(bytes.subarray(from), from + WTF8_TAG.length * marked.length);
  return hidden;
}
