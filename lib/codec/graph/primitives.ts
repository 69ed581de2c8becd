/**
 * Primitives that have no plain item: bigints, integers beyond 32 bits, -0, symbols, and texts of any code
 * units.
 *
 * @module
 */

import { concatenated } from "../../base/bytes.ts";
import { checked, Corruption } from "../bytes/corruption.ts";
import { TAG } from "../bytes/tags.ts";
import { Float, type Item, Tag } from "../bytes/items.ts";
import { Refusal } from "./refusal.ts";

const MINUS_ZERO = new Float(-0);

/** Gives the item of a number: an integer if it is one, so that other languages see one. */
export function numberItem(value: number): Item {
  if (!Number.isInteger(value)) return Number.isNaN(value) ? NaN : value; // of all NaNs the one
  if (Object.is(value, -0)) return MINUS_ZERO;
  const isLong = Number.isSafeInteger(value) && (value > 0xffffffff || value < -0x100000000);
  return isLong ? BigInt(value) : value;
}

/** Reads an integer that cbor-x reads as a bigint, since it has eight bytes. */
export function integerOf(item: bigint): number | bigint {
  const number = Number(item);
  return Number.isSafeInteger(number) ? number : item;
}

/** Gives the item of a Date of a time in milliseconds: in seconds, if these say the same. */
export function dateItem(time: number): Item {
  const seconds = time / 1000;
  if (Math.round(seconds * 1000) !== time) return new Tag(numberItem(time), TAG.OTHER_DATE);
  return new Tag(numberItem(seconds), TAG.DATE);
}

/** Reads a Date of a time in milliseconds, or of text. */
export function dateOf(time: number | string): Date {
  const date = new Date(typeof time === "number" ? Math.round(time) : time);
  if (Number.isNaN(date.getTime())) throw new Corruption("it has a date that is none");
  return date;
}

/** Gives the item of a bigint, which is another than that of the number it equals. */
export function bigintItem(value: bigint): Item {
  const isNegative = value < 0n;
  const hex = (isNegative ? -1n - value : value).toString(16);
  const bytes = Uint8Array.fromHex(hex.length % 2 === 1 ? `0${hex}` : hex);
  return new Tag(bytes, isNegative ? TAG.NEGATIVE_BIGINT : TAG.BIGINT);
}

/** Reads the absolute value of a bigint, whose highest byte comes first. */
export function bigintOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toHex()}`);
}

const WELL_KNOWN = new Map<symbol, string>();

/** The name of a symbol that the language itself has. */
function wellKnownName(value: symbol): string | undefined {
  if (WELL_KNOWN.size === 0) {
    for (const name of Object.getOwnPropertyNames(Symbol)) {
      const symbol: unknown = Reflect.get(Symbol, name);
      if (typeof symbol === "symbol") WELL_KNOWN.set(symbol, name);
    }
  }
  return WELL_KNOWN.get(value);
}

/** Gives the item of a symbol that every process knows. */
export function symbolItem(value: symbol): Item {
  const key = Symbol.keyFor(value);
  const name = key ?? wellKnownName(value);
  if (name === undefined) {
    throw new Refusal(
      `${String(value)} is a symbol that exists in this process only`,
      "Use Symbol.for(…), which every process knows",
    );
  }
  return new Tag([key === undefined ? 1 : 0, textItem(name)], TAG.SYMBOL);
}

/** Gives the item of a text: WTF-8, which is UTF-8 with lone surrogates, if it has any. */
export function textItem(value: string): Item {
  if (value.isWellFormed()) return value;
  const parts = value.split(LONE).map((part, index) =>
    index % 2 === 0 ? utf8.encode(part) : wtf8OfSurrogate(part.charCodeAt(0))
  );
  return new Tag(concatenated(parts), TAG.WTF8);
}

/** Reads WTF-8. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  let from = 0;
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const [, second = 0, third = 0] = bytes.subarray(at, at + 3);
    // These sequences are the ones that UTF-8 does not have.
    if (second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue;
    const surrogate = 0xd000 | (second & 0x3f) << 6 | third & 0x3f;
    text += wellFormed(bytes.subarray(from, at)) + String.fromCharCode(surrogate);
    from = at + 3;
  }
  return text + wellFormed(bytes.subarray(from));
}

function wellFormed(bytes: Uint8Array): string {
  return checked(() => strict.decode(bytes), "a text");
}

function wtf8OfSurrogate(code: number): Uint8Array {
  return Uint8Array.of(0xed, 0x80 | code >> 6 & 0x3f, 0x80 | code & 0x3f);
}

const utf8 = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** A surrogate without the other half of its pair. */
const LONE = /(\p{Surrogate})/u;
