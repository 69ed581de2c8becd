/**
 * What is thrown inside the codec for bytes that are not an encoding.
 *
 * @module
 */

/** Bytes that are not an encoding of anything; the message is the rest of a sentence about them. */
export class Corruption extends Error {}

/** Bytes that may be the beginning of an encoding, and end too early. */
export class CutShort extends Corruption {}

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
