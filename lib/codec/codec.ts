/**
 * Values as bytes and back: inputs, outputs, captured values and error reports.
 *
 * The bytes are CBOR with tags for what JavaScript has and CBOR has not; `lib/codec/format.ts` lists
 * them. Everything the language has round-trips: every primitive, sparse arrays, cycles and shared
 * references, Date, RegExp, URL, Map, Set, buffers and their views, errors with cause and stack, and
 * instances of classes the map knows. What is read is data: nothing in it is ever run.
 *
 * @module
 */

import type { ClassRegistry } from "./class_registry.ts";
import { ValueDecoder } from "./decoder.ts";
import { ValueEncoder } from "./encoder.ts";
import { FLAG_CLASSES, FLAG_REFERENCES, VERSION } from "./format.ts";
import { Corruption } from "./cbor_reader.ts";
import { asRefusal, Refusal } from "./refusal.ts";
import { CannotSerialize, CorruptData } from "../base/errors.ts";

export type { AnyFunction, ClassRegistry, PrivateAccess } from "./class_registry.ts";

/** Options for {@linkcode encode}. */
export interface EncodeOptions {
  /** The classes whose instances may be written. */
  classes?: ClassRegistry;
  /** The start of the path in an error, such as `["input 3"]`. */
  path?: readonly string[];
}

/** Options for {@linkcode decode}. */
export interface DecodeOptions {
  /** The classes instances may be of. */
  classes?: ClassRegistry;
  /**
   * What the bytes are, for an error message.
   *
   * @default {"The data"}
   */
  source?: string;
}

/**
 * Writes a value as bytes.
 *
 * @param value Any value that is data all through.
 * @returns The bytes.
 * @throws {CannotSerialize} If something in it is not data, with the path to it.
 * @example
 * ```ts
 * const bytes = encode({ when: new Date(), where: new Map([["x", 1n]]) });
 * ```
 */
export function encode(value: unknown, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  try {
    let encoder = new ValueEncoder(options);
    encoder.value(value);
    while (encoder.windowsGrew) {
      // A buffer turned out to be looked at in more places than were written.
      const { windows } = encoder;
      encoder = new ValueEncoder(options);
      for (const [buffer, window] of windows) encoder.windows.set(buffer, window);
      encoder.value(value);
    }
    return encoder.take([VERSION, flagsOf(encoder)]);
  } catch (error) {
    throw asCannotSerialize(error, options.path ?? []);
  }
}

/**
 * Reads a value back.
 *
 * @param bytes What {@linkcode encode} gave, or anything: other bytes are refused in bounded time.
 * @returns The value.
 * @throws {CorruptData} If the bytes are not an encoding.
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): unknown {
  const source = options.source ?? "The data";
  try {
    checkForm(bytes);
    const decoder = new ValueDecoder(bytes, 2, (bytes[1]! & FLAG_REFERENCES) !== 0, options);
    const value = decoder.value();
    if (!decoder.atEnd) throw new Corruption("there are bytes left over at its end");
    return value;
  } catch (error) {
    throw asCorruptData(error, source);
  }
}

/**
 * Tells whether bytes may hold instances of the map's classes, without reading them.
 *
 * @param bytes What {@linkcode encode} gave.
 * @returns `false` if they certainly hold none.
 */
export function namesClasses(bytes: Uint8Array): boolean {
  return bytes.length > 1 && (bytes[1]! & FLAG_CLASSES) !== 0;
}

/** The flags of a finished encoding. */
export function flagsOf(encoder: ValueEncoder): number {
  return (encoder.usesClasses ? FLAG_CLASSES : 0) | (encoder.usesReferences ? FLAG_REFERENCES : 0);
}

/** Checks the first two bytes of an encoding. */
export function checkForm(bytes: Uint8Array): void {
  if (bytes.length < 2) throw new Corruption("it is too short to hold anything");
  if (bytes[0] !== VERSION) {
    throw new Corruption(
      `it was written in the form ${bytes[0]}, and this htmap reads the form ${VERSION}`,
    );
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
