/**
 * Record files: what travels between the submit and the execute side.
 *
 * A file is a CBOR sequence (RFC 8742), which any language reads: first what it is,
 * `["htmap", form, kind]` after CBOR's own mark, then its records. A record is `[checksum, content]`: the
 * content is an item of CBOR, as bytes (tag 24), so that it can be passed over, and the checksum the
 * CRC-32 of these bytes. So a file cut short, or changed on its way, is recognised before its content is
 * looked at.
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { concatenated } from "../base/bytes.ts";
import { CorruptData, OtherForm } from "../base/errors.ts";

/** The kinds of record file. */
export type RecordKind = "input" | "output" | "values" | "state";

/** The form of what is in the files; it grows when an older htmap could not read them. */
const FORM = 2;
/** `["htmap", …, …]` after CBOR's own mark, up to the number of the form. */
const BEGINNING = Uint8Array.of(0xd9, 0xd9, 0xf7, 0x83, 0x65, ...new TextEncoder().encode("htmap"));
/** What files began with in form 1, and the htmap that reads them. */
const FORM_1 = {
  beginning: new TextEncoder().encode("HTMAP\0"),
  htmap: "0.1",
} as const;

/** An array of two, and the first byte of the checksum, which always has four bytes. */
const RECORD = [0x82, 0x1a] as const;
const CHECKSUM_LENGTH = 4;
/** The tag of CBOR in bytes. */
const EMBEDDED = [0xd8, 24] as const;
/** The first byte of bytes whose length has 1, 2, 4 or 8 bytes, and those bytes. */
const LONG_BYTES = new Map([[0x58, 1], [0x59, 2], [0x5a, 4], [0x5b, 8]]);
const SHORT_BYTES = 0x40;

/**
 * The bytes a record file begins with.
 *
 * @param kind The kind of file.
 * @returns The header.
 */
export function recordHeader(kind: RecordKind): Uint8Array {
  const name = new TextEncoder().encode(kind);
  return Uint8Array.of(...BEGINNING, FORM, 0x60 | name.length, ...name);
}

/**
 * The bytes that go before a record's content.
 *
 * @param content The record's content.
 * @returns All of the record but its content.
 */
export function recordPrefix(content: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(CHECKSUM_LENGTH);
  new DataView(checksum.buffer).setUint32(0, crc32(content));
  return Uint8Array.of(...RECORD, ...checksum, ...EMBEDDED, ...lengthBytes(content.length));
}

/** How bytes of a length begin. */
function lengthBytes(length: number): number[] {
  if (length < 24) return [SHORT_BYTES | length];
  for (const [first, size] of LONG_BYTES) {
    if (length < 256 ** size) {
      return [
        first,
        ...Array.from({ length: size }, (_, i) => length / 256 ** (size - 1 - i) & 0xff),
      ];
    }
  }
  throw new RangeError(`${length} is no length of bytes`);
}

/**
 * Puts a whole record file together.
 *
 * @param kind The kind of file.
 * @param contents The content of each record.
 * @returns The file's bytes.
 */
export function recordFile(kind: RecordKind, contents: readonly Uint8Array[]): Uint8Array {
  const parts = [recordHeader(kind)];
  for (const content of contents) parts.push(recordPrefix(content), content);
  return concatenated(parts);
}

/**
 * Takes a record file apart. The contents are views of the bytes, not copies.
 *
 * @param bytes The file's bytes.
 * @param kind The kind of file it must be.
 * @param source What to call the file in an error.
 * @returns The content of each record, in order.
 * @throws {OtherForm} If another version of htmap wrote it, in a form of its own.
 * @throws {CorruptData} If it is another file, cut short, or changed.
 */
export function* readRecords(
  bytes: Uint8Array,
  kind: RecordKind,
  source: string,
): Generator<Uint8Array> {
  let at = checkRecordHeader(bytes, kind, source);
  for (let index = 0; at < bytes.length; index++) {
    const { checksum, start, end } = wholeFrame(bytes, at, `record ${index}`, source);
    const content = bytes.subarray(start, end);
    checkSum(content, checksum, `record ${index}`, source);
    at = end;
    yield content;
  }
}

/**
 * Checks the content of a record.
 *
 * @param content The content.
 * @param checksum What the record says its checksum is.
 * @param what What to call the record in an error.
 * @param source What to call the file.
 * @throws {CorruptData} If it is another.
 */
export function checkSum(
  content: Uint8Array,
  checksum: number,
  what: string,
  source: string,
): void {
  if (crc32(content) !== checksum) {
    throw new CorruptData(source, `the checksum of ${what} is wrong`);
  }
}

/** Where the content of a record is, of which not all need be there. */
export interface RecordFrame {
  readonly checksum: number;
  readonly start: number;
  readonly end: number;
}

/** The head of a record takes no more than this many bytes. */
export const LONGEST_HEAD: number = RECORD.length + CHECKSUM_LENGTH + EMBEDDED.length + 9;

/**
 * Finds where the content of a record is, by the head of it.
 *
 * @param bytes The head, and perhaps more.
 * @param from Where it begins in these.
 * @param what What to call the record in an error.
 * @param source What to call the file.
 * @returns Where its content is in the bytes, or would be if there were more of them.
 * @throws {CorruptData} If it is no head of a record, or cut short.
 */
export function recordFrame(
  bytes: Uint8Array,
  from: number,
  what: string,
  source: string,
): RecordFrame {
  const cutShort = (): CorruptData => new CorruptData(source, `${what} is cut short`);
  const embedded = from + RECORD.length + CHECKSUM_LENGTH;
  const head = embedded + EMBEDDED.length;
  if (head >= bytes.length) throw cutShort();
  if (!startsWith(bytes, RECORD, from) || !startsWith(bytes, EMBEDDED, embedded)) {
    throw new CorruptData(source, `${what} does not begin as records do`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksum = view.getUint32(from + RECORD.length);
  const first = bytes[head]!;
  const size = LONG_BYTES.get(first) ?? 0;
  const start = head + 1 + size;
  if (start > bytes.length) throw cutShort();
  let length = first - SHORT_BYTES;
  if (size > 0) length = bytes.subarray(head + 1, start).reduce((sum, byte) => sum * 256 + byte, 0);
  else if (length < 0 || length > 23) throw new CorruptData(source, `${what} has no bytes`);
  return { checksum, start, end: start + length };
}

/** The same for a record that must be there as a whole. */
function wholeFrame(bytes: Uint8Array, from: number, what: string, source: string): RecordFrame {
  const frame = recordFrame(bytes, from, what, source);
  const { start, end } = frame;
  if (end <= bytes.length) return frame;
  throw new CorruptData(
    source,
    `${what} says it has ${end - start} bytes, and ${bytes.length - start} are there`,
  );
}

/**
 * Checks what a file begins with.
 *
 * @param bytes The file's bytes, or some of the first.
 * @param kind The kind of file it must be.
 * @param source What to call the file in an error.
 * @returns Where its records begin.
 * @throws {OtherForm} If another version of htmap wrote it, in a form of its own.
 * @throws {CorruptData} If it is another file.
 */
export function checkRecordHeader(bytes: Uint8Array, kind: RecordKind, source: string): number {
  // The values had no such beginning, but the number of the form, and one of less than 4.
  const isOldValues = kind === "values" && bytes[0] === 1 && bytes[1]! < 4;
  if (isOldValues || startsWith(bytes, FORM_1.beginning, 0)) {
    throw new OtherForm(source, FORM_1.htmap);
  }
  if (bytes.length > 0 && !startsWith(bytes, BEGINNING.subarray(0, bytes.length), 0)) {
    throw new CorruptData(source, "it is not a file of htmap");
  }
  if (bytes.length <= BEGINNING.length) {
    throw new CorruptData(source, `it has ${bytes.length} bytes, too few for a header`);
  }
  if (bytes[BEGINNING.length]! > FORM) throw new OtherForm(source, undefined);
  const header = recordHeader(kind);
  if (!startsWith(bytes, header, 0)) {
    throw new CorruptData(source, `it is of another kind than ${kind}, or cut short`);
  }
  return header.length;
}

function startsWith(bytes: Uint8Array, beginning: ArrayLike<number>, at: number): boolean {
  for (let i = 0; i < beginning.length; i++) if (bytes[at + i] !== beginning[i]) return false;
  return true;
}
