/**
 * Inputs as CBOR: one item after the other.
 *
 * @module
 */

import { CorruptData } from "../../base/errors.ts";
import { decode } from "../../codec/codec.ts";
import { type SequenceItem, sequenceItems } from "../cbor_sequence.ts";
import { argumentsOf } from "./argument_lists.ts";

/**
 * Reads a sequence of CBOR items.
 *
 * @param bytes What to read.
 * @param source What to call it in an error.
 * @param star Whether each item is a list of arguments.
 * @param signal Stops the reading.
 * @returns The argument lists.
 * @throws {HTMapError} If an item is cut short, not CBOR, or none that htmap has a value for; says which.
 */
export async function* parseSequence(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  star: boolean,
  signal?: AbortSignal,
): AsyncGenerator<unknown[]> {
  for await (const item of sequenceItems(bytes, source, signal)) {
    const value = valueOf(item);
    yield argumentsOf(
      value,
      star,
      () => `${item.name} is not a list of arguments. With --star, each item must be an array`,
    );
  }
}

function valueOf(item: SequenceItem): unknown {
  try {
    return decode(item.bytes, { source: item.name });
  } catch (error) {
    if (error instanceof CorruptData) throw item.refusal(`cannot be read: ${error.reason}`);
    throw error;
  }
}
