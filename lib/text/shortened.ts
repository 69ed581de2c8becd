/**
 * Names that are too long for where they are shown.
 *
 * @module
 */

import { columns, cut, loadColumns } from "./columns.ts";

/** Stands for what was left out. */
const MARK = "…";

/**
 * Shortens names in their middle, so that each can still be told from the others.
 *
 * @param names The names, each on one line.
 * @param room How many columns each has.
 * @returns The names, in order; `undefined` if two of them would be the same.
 */
export async function shortened(
  names: readonly string[],
  room: number,
): Promise<string[] | undefined> {
  await loadColumns(MARK);
  // What tells names apart is at their end more often than at their beginning, or the other way round.
  for (const part of [0.5, 0.25, 0.75, 0, 1]) {
    const short = names.map((name) => shortName(name, room, part));
    if (new Set(short).size === new Set(names).size) return short;
  }
  return undefined;
}

function shortName(name: string, room: number, part: number): string {
  if (columns(name) <= room) return name;
  const head = cut(name, Math.round((room - 1) * part));
  return `${head}${MARK}${cutStart(name, room - 1 - columns(head))}`;
}

/** The end of a text. */
function cutStart(text: string, room: number): string {
  const pieces = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let kept = "";
  for (const piece of pieces.reverse()) {
    if (columns(piece + kept) > room) break;
    kept = piece + kept;
  }
  return kept;
}
