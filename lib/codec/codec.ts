/**
 * Values as bytes and back: inputs, outputs, captured values and error reports.
 *
 * The bytes are one item of CBOR, which any language reads; `docs/data.md` has the form. Everything that
 * JavaScript has round-trips: every primitive, sparse arrays, cycles and shared references, Date, RegExp,
 * URL, Map, Set, buffers and their views, errors with cause and stack, and instances of classes the map
 * knows. What is read is data: nothing in it is ever run.
 *
 * @module
 */

import { CannotSerialize, CorruptData } from "../base/errors.ts";
import type { ClassRegistry } from "./graph/class_registry.ts";
import { Corruption } from "./bytes/corruption.ts";
import { ValueDecoder } from "./graph/decoder.ts";
import { ValueEncoder } from "./graph/encoder.ts";
import { readItem } from "./bytes/items.ts";
import { asRefusal, Refusal } from "./graph/refusal.ts";

import type { FilesSent } from "./graph/sink.ts";
import type { FilesFound } from "./graph/source.ts";

export type { AnyFunction, ClassRegistry, PrivateAccess } from "./graph/class_registry.ts";
export type { Arrival, FilesSent } from "./graph/sink.ts";
export type { FilesFound } from "./graph/source.ts";

/** Options for {@linkcode encode}. */
export interface EncodeOptions {
  /** The classes whose instances may be written. */
  classes?: ClassRegistry | undefined;
  /** Told of the files that go along with the value. */
  files?: FilesSent | undefined;
  /** The start of the path in an error, such as `["input 3"]`. */
  path?: readonly string[];
}

/** Options for {@linkcode decode}. */
export interface DecodeOptions {
  /** The classes instances may be of. */
  classes?: ClassRegistry;
  /** Finds the files that came along with the value, where they were sent to. */
  files?: FilesFound | undefined;
  /**
   * What the bytes are, for an error message.
   *
   * @default {"The data"}
   */
  source?: string;
}

/** A value as bytes. */
export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether it holds instances of the map's classes, so that these are wanted to read it. */
  readonly usesClasses: boolean;
}

/**
 * Writes a value as bytes.
 *
 * @param value Any value that is data all through.
 * @returns The bytes: the same ones each time.
 * @throws {CannotSerialize} If something in it is not data, with the path to it.
 * @example
 * ```ts
 * const bytes = encode({ when: new Date(), where: new Map([["x", 1n]]) });
 * ```
 */
export function encode(value: unknown, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeNoting(value, options).bytes;
}

/**
 * Writes a value as bytes, and notes what it takes to read them.
 *
 * @param value Any value that is data all through.
 * @returns The bytes, and whether they name classes of the map.
 * @throws {CannotSerialize} If something in it is not data, with the path to it.
 */
export function encodeNoting(value: unknown, options: EncodeOptions = {}): Encoded {
  try {
    const encoder = new ValueEncoder(options);
    const bytes = encoder.write(encoder.item(value));
    return { bytes, usesClasses: encoder.usesClasses };
  } catch (error) {
    throw asCannotSerialize(error, options.path ?? []);
  }
}

/**
 * Reads a value back.
 *
 * @param bytes What {@linkcode encode} gave, or any CBOR; other bytes are refused in bounded time.
 * @returns The value.
 * @throws {CorruptData} If the bytes are not one item of CBOR, or one that htmap cannot make a value of.
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): unknown {
  try {
    const { item, isPlain } = readItem(bytes);
    return isPlain ? item : new ValueDecoder(options).value(item);
  } catch (error) {
    throw asCorruptData(error, options.source ?? "The data");
  }
}

/** Turns what the decoder threw into the error users see. */
export function asCorruptData(error: unknown, source: string): unknown {
  if (error instanceof Corruption) return new CorruptData(source, error.message);
  if (error instanceof RangeError) return new CorruptData(source, "it nests or claims too much");
  return error;
}

function asCannotSerialize(error: unknown, path: readonly string[]): unknown {
  const refusal = asRefusal(error);
  if (!(refusal instanceof Refusal)) return refusal;
  const way = [...path, ...refusal.path];
  const { reason, hint, cause } = refusal;
  return new CannotSerialize(
    way.length > 0 ? way : ["The value"],
    reason,
    hint,
    cause === undefined ? {} : { cause },
  );
}
