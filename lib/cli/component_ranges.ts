/**
 * The components a command acts on, by their indices.
 *
 * @module
 */

import { ComponentNotFound } from "../base/errors.ts";
import { UsageError } from "./failures.ts";
import { withStandardInput } from "./standard_input.ts";

/** Indices that follow each other: the first and the last. A negative one counts from the end. */
export type IndexRange = readonly [first: number, last: number];

/**
 * Reads indices of components.
 *
 * @param args Such as `"3"`, `"-1"`, `"0 1"`, `"0,1"`, `"3-7"`; `-` stands for those on standard input.
 * @returns The indices, those of a range together.
 * @throws {UsageError} If one is none, or there is none; or standard input is a terminal.
 * @throws {HTMapError} If there are none on standard input.
 */
export async function componentRanges(args: readonly string[]): Promise<IndexRange[]> {
  const printedBy = "htmap components TAG --status STATUS";
  const read = await withStandardInput(args, { names: "components", printedBy });
  const words = read.flatMap((arg) => arg.split(/[\s,]+/)).filter((word) => word !== "");
  if (words.length === 0) {
    throw new UsageError("Which components? Give their indices, such as 3 7 or 3-7");
  }
  return words.map(rangeOf);
}

function rangeOf(word: string): IndexRange {
  const [, first, last] = /^(\d{1,15})-(\d{1,15})$/.exec(word) ?? [];
  if (first !== undefined && last !== undefined) {
    const range = [Number(first), Number(last)] as const;
    if (range[0] <= range[1]) return range;
    throw new UsageError(`"${word}" is no range: it goes from the smaller to the larger index`);
  }
  if (/^-?\d{1,15}$/.test(word)) return [Number(word), Number(word)];
  throw new UsageError(
    `"${word}" cannot be a component: components are numbered from 0. Give indices, or a range such as 3-7`,
  );
}

/**
 * Gives the components that indices stand for.
 *
 * @param map The map.
 * @param ranges The indices.
 * @returns The components, from the start, in order, none twice.
 * @throws {ComponentNotFound} If there is no such component.
 */
export function componentsIn(
  map: { readonly tag: string; readonly length: number },
  ranges: readonly IndexRange[],
): number[] {
  const found = new Set<number>();
  for (const range of ranges) {
    const [first, last] = range.map((index) => index < 0 ? map.length + index : index);
    if (first === undefined || last === undefined) continue; // a range has both
    if (first < 0) throw new ComponentNotFound(map.tag, range[0], map.length);
    if (last >= map.length) throw new ComponentNotFound(map.tag, range[1], map.length);
    for (let index = first; index <= last; index++) found.add(index);
  }
  return [...found].sort((a, b) => a - b);
}
