/**
 * Buffers, and the views that look at them, of items.
 *
 * @module
 */

import { checked, Corruption } from "../bytes/corruption.ts";
import { TYPED_ARRAYS } from "../bytes/tags.ts";
import type { Item } from "../bytes/items.ts";
import type { Source } from "./source.ts";

/** The most bytes a growable buffer may claim: its address space is reserved at once. */
const MAX_GROWABLE = 1 << 30;

/** The kinds of view. */
const KINDS = new Set([...TYPED_ARRAYS.map(([kind]) => kind), "DataView", "Buffer"]);

/** The classes of typed arrays by their tags, and whether elements have their highest byte first. */
const BY_TAG = new Map(TYPED_ARRAYS.flatMap(([kind, high, low]) => [
  [high, { kind, isHighFirst: true }],
  [low, { kind, isHighFirst: false }],
]));

/** Whether a tag is for typed arrays. */
export function isTypedArrayTag(tag: number): boolean {
  return BY_TAG.has(tag);
}

/** Makes a typed array of its bytes, which are copied. */
export function typedArrayOf(tag: number, bytes: Uint8Array): object {
  const { kind, isHighFirst } = BY_TAG.get(tag)!;
  const copy = new Uint8Array(bytes); // not slice(), which for a Buffer would be a view
  const array = viewOn(copy.buffer, kind, 0, undefined);
  if (isHighFirst) {
    const size: number = Reflect.get(array, "BYTES_PER_ELEMENT");
    for (let at = 0; at < copy.length; at += size) copy.subarray(at, at + size).reverse();
  }
  return array;
}

/** Makes a buffer: of its bytes alone, or of `[bytes, maxByteLength or null, shared]`. */
export function bufferOf(item: Item): ArrayBufferLike {
  const [bytes, most = null, shared]: Item[] = Array.isArray(item) ? item : [item];
  if (!(bytes instanceof Uint8Array)) throw new Corruption("it has a buffer without bytes");
  const isPossible = most === null ||
    (typeof most === "number" && most >= bytes.length && most <= MAX_GROWABLE);
  if (!isPossible) throw new Corruption("it has a buffer that claims too much memory");
  if (most === null && shared !== true) return new Uint8Array(bytes).buffer;
  const options = most === null ? undefined : { maxByteLength: Number(most) };
  const buffer = shared === true
    ? new SharedArrayBuffer(bytes.length, options)
    : new ArrayBuffer(bytes.length, options);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** Makes a view: of `[kind, bytes]`, or of `[kind, buffer, byteOffset, length or null]`. */
export function viewOf(from: Source, item: Item): object {
  const [kind, bufferItem, offset = 0, length]: Item[] = Array.isArray(item) ? item : [];
  if (typeof kind !== "string" || !KINDS.has(kind) || typeof offset !== "number") {
    throw new Corruption("it has a view of no known kind");
  }
  const inner = from.value(bufferItem);
  const buffer: unknown = inner instanceof Uint8Array && Array.isArray(item) && item.length === 2
    ? inner.buffer
    : inner;
  if (!(buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer)) {
    throw new Corruption("it has a view of something that is not a buffer");
  }
  return viewOn(buffer, kind, offset, typeof length === "number" ? length : undefined);
}

function viewOn(
  buffer: ArrayBufferLike,
  kind: string,
  offset: number,
  length: number | undefined,
): object {
  const type: unknown = Reflect.get(globalThis, kind);
  return checked(() => {
    if (kind === "Buffer") {
      return Reflect.apply(Reflect.get(Object(type), "from"), type, [buffer, offset, length]);
    }
    return Reflect.construct(type as typeof Uint8Array, [buffer, offset, length]);
  }, "a view of a buffer");
}
