/**
 * Writes CBOR items into a growing buffer.
 *
 * @module
 */

import { TAG } from "./format.ts";

const FIRST_SIZE = 4096;
/** Bytes from this size on are kept apart until the end, so that they are copied once only. */
const APART = 1 << 16;

const textEncoder = new TextEncoder();

/** The bytes of CBOR items, growing as they are written. */
export class Writer {
  protected buffer: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_SIZE);
  protected view: DataView = new DataView(this.buffer.buffer);
  protected position = 0;
  #finished: Uint8Array[] = [];
  #finishedLength = 0;

  /** How many bytes have been written so far. */
  get length(): number {
    return this.#finishedLength + this.position;
  }

  /**
   * Gives everything written, after a header.
   *
   * @param header The first bytes.
   * @returns The header and all items, in an array of their own.
   */
  take(header: readonly number[]): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(header.length + this.length);
    result.set(header);
    let at = header.length;
    for (const part of this.#finished) {
      result.set(part, at);
      at += part.length;
    }
    result.set(this.buffer.subarray(0, this.position), at);
    return result;
  }

  /** Makes sure that so many bytes can be written. */
  protected reserve(bytes: number): void {
    if (this.position + bytes <= this.buffer.length) return;
    const size = Math.max(this.buffer.length * 2, this.position + bytes);
    if (this.position >= APART) {
      // What is full is set aside as it is, instead of being copied at each growth.
      this.#setAside(this.buffer.subarray(0, this.position));
      this.#fresh(Math.max(Math.min(size, 1 << 22), bytes));
      return;
    }
    const grown = new Uint8Array(size);
    grown.set(this.buffer.subarray(0, this.position));
    this.buffer = grown;
    this.view = new DataView(grown.buffer);
  }

  /** Writes the head of an item: its major type and the number that goes with it. */
  head(major: number, count: number): void {
    if (this.position + 9 > this.buffer.length) this.reserve(9);
    const { buffer } = this;
    const type = major << 5;
    if (count < 24) {
      buffer[this.position++] = type | count;
    } else if (count < 0x100) {
      buffer[this.position++] = type | 24;
      buffer[this.position++] = count;
    } else if (count < 0x10000) {
      buffer[this.position++] = type | 25;
      buffer[this.position++] = count >> 8;
      buffer[this.position++] = count & 0xff;
    } else if (count < 0x100000000) {
      buffer[this.position++] = type | 26;
      this.view.setUint32(this.position, count);
      this.position += 4;
    } else {
      buffer[this.position++] = type | 27;
      this.view.setUint32(this.position, Math.floor(count / 0x100000000));
      this.view.setUint32(this.position + 4, count >>> 0);
      this.position += 8;
    }
  }

  /** Writes a tag, to be followed by the item it is about. */
  tag(tag: number): void {
    this.head(6, tag);
  }

  /** Writes the head of an array of so many items. */
  array(length: number): void {
    this.head(4, length);
  }

  /** Writes `null`. */
  null(): void {
    this.byte(0xf6);
  }

  /** Writes `undefined`. */
  undefined(): void {
    this.byte(0xf7);
  }

  /** Writes a boolean. */
  boolean(value: boolean): void {
    this.byte(value ? 0xf5 : 0xf4);
  }

  /** Writes a number: as an integer if it is one, so that small ones take one byte. */
  number(value: number): void {
    if (value >>> 0 === value && (value !== 0 || !Object.is(value, -0))) return this.head(0, value);
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      return value < 0 ? this.head(1, -1 - value) : this.head(0, value);
    }
    if (this.position + 9 > this.buffer.length) this.reserve(9);
    this.buffer[this.position++] = 0xfb;
    this.view.setFloat64(this.position, value);
    this.position += 8;
  }

  /** Writes a bigint of any size. */
  bigint(value: bigint): void {
    this.tag(value < 0n ? TAG.NEGATIVE_BIGINT : TAG.BIGINT);
    let hex = (value < 0n ? -1n - value : value).toString(16);
    if (hex.length % 2 === 1) hex = "0" + hex;
    const bytes = new Uint8Array(hex.length / 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.substr(i * 2, 2), 16);
    this.bytes(bytes);
  }

  /** Writes a string, whatever UTF-16 code units it has. */
  string(value: string): void {
    const { length } = value;
    if (length > 64) return this.#longString(value);
    if (this.position + length * 3 + 9 > this.buffer.length) this.reserve(length * 3 + 9);
    const { buffer } = this;
    // An ASCII string needs as many bytes as it has characters: its head can be written at once.
    const start = this.position;
    let at = start + (length < 24 ? 1 : 2);
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return this.#longString(value);
      buffer[at++] = code;
    }
    if (length < 24) buffer[start] = 0x60 | length;
    else {
      buffer[start] = 0x78;
      buffer[start + 1] = length;
    }
    this.position = at;
  }

  /** Writes a byte string. */
  bytes(bytes: Uint8Array): void {
    this.head(2, bytes.length);
    if (bytes.length < APART) {
      this.reserve(bytes.length);
      this.buffer.set(bytes, this.position);
      this.position += bytes.length;
      return;
    }
    this.#setAside(this.buffer.subarray(0, this.position));
    // Not copied here: whoever holds the bytes must not change them before take().
    this.#setAside(bytes);
    this.#fresh(FIRST_SIZE);
  }

  /** Writes one byte as it is. */
  protected byte(value: number): void {
    if (this.position + 1 > this.buffer.length) this.reserve(1);
    this.buffer[this.position++] = value;
  }

  #longString(value: string): void {
    if (!value.isWellFormed()) {
      const units = new Uint8Array(value.length * 2);
      for (let i = 0; i < value.length; i++) {
        const code = value.charCodeAt(i);
        units[2 * i] = code & 0xff;
        units[2 * i + 1] = code >> 8;
      }
      this.tag(TAG.UTF16);
      return this.bytes(units);
    }
    const encoded = textEncoder.encode(value);
    this.head(3, encoded.length);
    this.reserve(encoded.length);
    this.buffer.set(encoded, this.position);
    this.position += encoded.length;
  }

  #setAside(part: Uint8Array): void {
    this.#finished.push(part);
    this.#finishedLength += part.length;
  }

  #fresh(size: number): void {
    this.buffer = new Uint8Array(size);
    this.view = new DataView(this.buffer.buffer);
    this.position = 0;
  }
}
