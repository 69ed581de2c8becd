/**
 * Guessing that the name of a file was meant.
 *
 * @module
 */

/**
 * Tells whether a word is the name of a file here, so that advice can say so.
 *
 * @param word What was written.
 * @returns Whether it is; what cannot be looked at is none.
 */
export function isFileHere(word: string): boolean {
  try {
    return Deno.statSync(word).isFile;
  } catch {
    return false; // it is only a guess
  }
}
