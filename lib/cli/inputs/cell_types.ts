/**
 * Text of tables and lists as the values that it looks like.
 *
 * @module
 */

/** How JSON writes a number. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null, "": null };

/**
 * Reads text as the value it looks like.
 *
 * @param text The text.
 * @returns A number if it is written as JSON writes one and is no whole number that JavaScript would round,
 *   `true` or `false`, `null` for `null` and for nothing, else the text. `007` and `1.` stay text.
 */
export function typed(text: string): unknown {
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  if (!NUMBER.test(text)) return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
}
