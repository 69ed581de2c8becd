/**
 * Record files: what travels between the submit and the execute side.
 *
 * A file is a header (`HTMAP`, NUL, the version of this form, the kind of file) and any number of
 * records, each its length (8 bytes, little end first), its CRC-32 (4 bytes) and its content. So a
 * file cut short, or changed on its way, is recognised before its content is looked at.
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { CorruptData } from "../base/errors.ts";

/** The kinds of record file. */
export type RecordKind = "input" | "output" | "values" | "state";

const MAGIC = [0x48, 0x54, 0x4d, 0x41, 0x50, 0x00] as const;
const VERSION = 1;
const KINDS: readonly RecordKind[] = ["input", "output", "values", "state"];
const HEADER_LENGTH = 8;
const RECORD_HEADER_LENGTH = 12;

/**
 * The bytes a record file begins with.
 *
 * @param kind The kind of file.
 * @returns The header.
 */
export function recordHeader(kind: RecordKind): Uint8Array {
  return Uint8Array.from([...MAGIC, VERSION, KINDS.indexOf(kind)]);
}

/**
 * The bytes that go before a record's content.
 *
 * @param content The record's content.
 * @returns The length and the checksum.
 */
export function recordPrefix(content: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(RECORD_HEADER_LENGTH);
  const view = new DataView(prefix.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, crc32(content), true);
  return prefix;
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
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Takes a record file apart. The contents are views of the bytes, not copies.
 *
 * @param bytes The file's bytes.
 * @param kind The kind of file it must be.
 * @param source What to call the file in an error.
 * @returns The content of each record, in order.
 * @throws {CorruptData} If it is another file, cut short, or changed.
 */
export function* readRecords(
  bytes: Uint8Array,
  kind: RecordKind,
  source: string,
): Generator<Uint8Array> {
  checkRecordHeader(bytes, kind, source);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = HEADER_LENGTH;
  for (let index = 0; offset < bytes.length; index++) {
    if (bytes.length - offset < RECORD_HEADER_LENGTH) {
      throw new CorruptData(source, `record ${index} is cut short`);
    }
    const length = view.getBigUint64(offset, true);
    const checksum = view.getUint32(offset + 8, true);
    offset += RECORD_HEADER_LENGTH;
    if (length > BigInt(bytes.length - offset)) {
      throw new CorruptData(
        source,
        `record ${index} says it has ${length} bytes, and ${bytes.length - offset} are there`,
      );
    }
    const content = bytes.subarray(offset, offset + Number(length));
    if (crc32(content) !== checksum) {
      throw new CorruptData(source, `the checksum of record ${index} is wrong`);
    }
    offset += content.length;
    yield content;
  }
}

function checkRecordHeader(bytes: Uint8Array, kind: RecordKind, source: string): void {
  if (bytes.length < HEADER_LENGTH) {
    throw new CorruptData(source, `it has ${bytes.length} bytes, too few for a header`);
  }
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new CorruptData(source, "it is not a file of htmap");
  }
  if (bytes[6] !== VERSION) {
    throw new CorruptData(source, `it has form ${bytes[6]}, and this htmap reads form ${VERSION}`);
  }
  const found = KINDS[bytes[7] ?? KINDS.length];
  if (found !== kind) {
    throw new CorruptData(source, `it is of the kind ${found ?? "unknown"}, not ${kind}`);
  }
}
