/**
 * Text that stays on its line.
 *
 * @module
 */

// deno-lint-ignore no-control-regex -- control characters are what is looked for
const LEAVES_THE_LINE = /[\0-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]/g;

/**
 * Tells whether text is one line: without line breaks, and without characters that do something
 * other than to show. A tab is neither.
 *
 * @param text The text.
 * @returns Whether it is.
 */
export function isOneLine(text: string): boolean {
  return text.search(LEAVES_THE_LINE) < 0;
}

/**
 * Has text stay on its line: what would leave it is written out.
 *
 * @param text The text.
 * @returns The text, in which a line break is `\\u000a`.
 */
export function asOneLine(text: string): string {
  return text.replace(
    LEAVES_THE_LINE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
