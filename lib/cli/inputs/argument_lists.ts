/**
 * What an input is to a function: its argument, or with `--star` the list of its arguments.
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";

/**
 * Gives the arguments that an input stands for.
 *
 * @param value The input.
 * @param star Whether it is a list of arguments.
 * @param isNoList Says that it is none.
 * @returns The input itself, or with `star` what is in it.
 * @throws {HTMapError} If it is to be a list and is none.
 */
export function argumentsOf(value: unknown, star: boolean, isNoList: () => string): unknown[] {
  if (!star) return [value];
  if (Array.isArray(value)) return value;
  throw new HTMapError(isNoList());
}
