/**
 * How many columns of a terminal text takes: a Chinese character or an emoji two, an accent none.
 *
 * @module
 */

import { loadStringWidth } from "../deps.ts";

/** What measures any text; there once {@linkcode loadColumns} was asked for it. */
let stringWidth: ((text: string) => number) | undefined;

/**
 * Loads what {@linkcode columns} and {@linkcode cut} need to be exact about a text.
 *
 * It is not loaded at the start, since that takes a third of the time that `import "htmap"` does, and
 * most text is plain ASCII.
 *
 * @param text The text, or several in a row.
 */
export async function loadColumns(text: string): Promise<void> {
  if (!isPlain(text)) stringWidth ??= (await loadStringWidth()).default;
}

/**
 * Measures text. Before {@linkcode loadColumns}, text beyond ASCII may be taken for wider than it is.
 *
 * @param text The text, on one line; the codes that colour it take no room.
 * @returns How many columns it takes.
 */
export function columns(text: string): number {
  if (isPlain(text)) return text.length;
  return stringWidth?.(text) ?? mostColumns(text);
}

/**
 * Cuts text off where the room ends.
 *
 * @param text The text, on one line and without colours.
 * @param room How many columns there are.
 * @returns The most of its beginning that fits, without half a character.
 */
export function cut(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let kept = "";
  let left = room;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= columns(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept;
}

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** Nothing takes more than two columns, and none of the alphabets before Hangul more than one. */
function mostColumns(text: string): number {
  return text.replace(/[\u{1100}-\u{10ffff}]/gu, "--").length;
}
