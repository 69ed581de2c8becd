/**
 * Bytes.
 *
 * @module
 */

/**
 * Puts bytes together.
 *
 * @param parts The bytes, in order.
 * @returns All of them, in an array of their own.
 */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
