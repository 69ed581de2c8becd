/**
 * Reads CBOR heads, strings and byte strings, trusting none of the lengths they claim.
 *
 * @module
 */

import { TAG } from "./format.ts";

/** Thrown inside the codec for bytes that are not an encoding of anything. */
export class Corruption extends Error {}

/** Text is read by the window, so that most strings are a slice of one decoded before. */
const WINDOW = 1 << 16;
const LONG = 1 << 10;
const KEY_SLOTS = 512;

const latin1 = new TextDecoder("latin1");
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The engine's own copy of a key, by which it finds properties without comparing characters. */
function internalised(key: string): string {
  return Object.keys({ [key]: 0 })[0]!;
}

/** Reads the parts of CBOR items. */
export class Reader {
  protected position: number;
  protected readonly end: number;
  protected readonly view: DataView;
  /** The latin-1 text of the bytes from `#windowStart` on; right for ASCII only. */
  #window = "";
  #windowStart = 0;
  #windowEnd = 0;
  readonly #keys: (string | undefined)[] = new Array(KEY_SLOTS);

  constructor(protected readonly bytes: Uint8Array, start: number) {
    this.position = start;
    this.end = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether all bytes were read. */
  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** How many bytes are left. */
  protected get left(): number {
    return this.end - this.position;
  }

  /** Reads the first byte of an item. */
  protected first(): number {
    if (this.position >= this.end) throw new Corruption("it ends in the middle of a value");
    return this.bytes[this.position++]!;
  }

  /** Reads the number that goes with a first byte. */
  protected argument(first: number): number {
    const low = first & 0x1f;
    if (low < 24) return low;
    const { position } = this;
    const size = low === 24 ? 1 : low === 25 ? 2 : low === 26 ? 4 : 8;
    if (low > 27) throw new Corruption("it has a length of no known form");
    if (position + size > this.end) throw new Corruption("it ends in the middle of a number");
    this.position = position + size;
    switch (low) {
      case 24:
        return this.bytes[position]!;
      case 25:
        return this.view.getUint16(position);
      case 26:
        return this.view.getUint32(position);
      default: {
        const value = this.view.getUint32(position) * 0x100000000 +
          this.view.getUint32(position + 4);
        if (value > Number.MAX_SAFE_INTEGER) {
          throw new Corruption("it has a number that is too large");
        }
        return value;
      }
    }
  }

  /** Reads a head that must be of one major type. */
  protected count(major: number, what: string): number {
    const first = this.first();
    if (first >> 5 !== major) throw new Corruption(`it has something else where ${what} should be`);
    return this.argument(first);
  }

  /** Reads the head of an array, whose items take a byte each at least. */
  protected arrayLength(what: string): number {
    const length = this.count(4, what);
    if (length > this.left) throw new Corruption("it claims more items than there are bytes");
    return length;
  }

  /** Reads a text item. */
  protected textItem(what: string): string {
    return this.text(this.count(3, what));
  }

  /** Reads a byte string item, without copying it. */
  protected bytesItem(what: string): Uint8Array {
    const length = this.count(2, what);
    if (length > this.left) throw new Corruption("it claims more bytes than there are");
    return this.bytes.subarray(this.position, this.position += length);
  }

  /** Reads text of so many bytes. */
  protected text(length: number): string {
    const start = this.position;
    const end = start + length;
    if (end > this.end) throw new Corruption("it ends in the middle of a text");
    this.position = end;
    if (length > LONG) return this.#decode(start, end);
    const { bytes } = this;
    let seen = 0;
    for (let i = start; i < end; i++) seen |= bytes[i]!;
    return seen < 0x80 ? this.#ascii(start, end) : this.#decode(start, end);
  }

  /** Reads a text item that is likely to have come before, as the keys of objects do. */
  protected key(): string {
    const first = this.first();
    if (first >> 5 !== 3) return this.#unusualKey(first);
    const length = this.argument(first);
    if (length > 24 || length === 0) return this.text(length);
    const start = this.position;
    if (start + length > this.end) throw new Corruption("it ends in the middle of a key");
    const { bytes } = this;
    const slot =
      (bytes[start]! * 31 + bytes[start + length - 1]! * 7 + bytes[start + (length >> 1)]! +
        length * 67) & (KEY_SLOTS - 1);
    const known = this.#keys[slot];
    if (known !== undefined && known.length === length) {
      let at = 0;
      while (at < length && known.charCodeAt(at) === bytes[start + at]) at++;
      // A key of other than ASCII has more bytes than characters, so that it never gets here.
      if (at === length) {
        this.position = start + length;
        return known;
      }
    }
    return this.#keys[slot] = internalised(this.text(length));
  }

  /** Reads a key that is no well-formed text. */
  #unusualKey(first: number): string {
    if (first >> 5 !== 6 || this.argument(first) !== TAG.UTF16) {
      throw new Corruption("it has something else where a key should be");
    }
    return utf16Of(this.bytesItem("a key"));
  }

  #ascii(start: number, end: number): string {
    if (end > this.#windowEnd || start < this.#windowStart) {
      this.#windowStart = start;
      this.#windowEnd = Math.min(start + WINDOW, this.end);
      this.#window = latin1.decode(this.bytes.subarray(start, this.#windowEnd));
    }
    return this.#window.slice(start - this.#windowStart, end - this.#windowStart);
  }

  #decode(start: number, end: number): string {
    try {
      return utf8.decode(this.bytes.subarray(start, end));
    } catch {
      throw new Corruption("it has a text that is not UTF-8");
    }
  }
}

/**
 * Reads a text from its UTF-16 code units.
 *
 * @param bytes The code units, each with its lower byte first.
 * @returns The text, which may have lone surrogates.
 */
export function utf16Of(bytes: Uint8Array): string {
  if (bytes.length % 2 === 1) throw new Corruption("it has a text with half a character");
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 2) {
    parts.push(String.fromCharCode(bytes[i]! | bytes[i + 1]! << 8));
  }
  return parts.join("");
}

/** Makes something of what was read; what cannot be made was not written by an encoder. */
export function checked<T>(make: () => T, what: string): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Corruption) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Corruption(`it has ${what} that cannot be: ${why}`);
  }
}
