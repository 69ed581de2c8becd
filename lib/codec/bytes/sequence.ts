/**
 * Items of CBOR one after the other, without anything between them (RFC 8742).
 *
 * @module
 */

import { CutShort } from "./corruption.ts";
import { formOf } from "./well_formed.ts";

/**
 * Finds where an item ends.
 *
 * @param bytes The bytes, of which there may be more to come.
 * @param start Where the item begins.
 * @returns Where what follows it begins, or `undefined` if not all of it is there.
 * @throws {Corruption} If, as far as it is there, it is nothing that the codec reads.
 */
export function endOfItem(bytes: Uint8Array, start: number): number | undefined {
  try {
    return formOf(bytes, start).end;
  } catch (error) {
    if (error instanceof CutShort) return undefined;
    throw error;
  }
}
