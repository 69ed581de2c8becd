/**
 * Writing command lines into advice.
 *
 * @module
 */

/**
 * Quotes a word, if need be, so that a shell takes it as it is.
 *
 * @param text The word.
 * @returns What to type.
 */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
