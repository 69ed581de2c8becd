/**
 * Amounts of memory and of disk space on the command line.
 *
 * @module
 */

import { UsageError } from "./failures.ts";

/** The units of amounts, each 1024 times the one before, as HTCondor has them. */
const UNITS = ["KB", "MB", "GB", "TB"] as const;

/** A unit of amounts. */
export type Unit = typeof UNITS[number];

/**
 * Reads an amount.
 *
 * @param text A number, with a unit or without, such as `"2GB"`, `"1.5 G"` or `"2048"`.
 * @param units.given The unit of a number without one, as `--unit` said it, if it did.
 * @param units.otherwise The same if it did not.
 * @param units.wanted The unit of the result.
 * @returns The amount, a whole number above 0; what is not is rounded up.
 * @throws {UsageError} If it is no amount, or has two units.
 */
export function amountOf(
  text: string,
  { given, otherwise, wanted }: { given?: Unit | undefined; otherwise: Unit; wanted: Unit },
): number {
  const [, number, letter] =
    /^\s*(\d{1,12}(?:\.\d{1,9})?)\s*(?:([kmgt])(?:i?b)?)?\s*$/i.exec(text) ??
      [];
  if (number === undefined || Number(number) === 0) {
    throw new UsageError(
      `"${text}" cannot be an amount. Give a number above 0, with a unit or without, such as 2GB or 500`,
    );
  }
  const own = UNITS.find((unit) => unit[0] === letter?.toUpperCase());
  if (own && given && own !== given) {
    throw new UsageError(`Give the unit once: "${text}" has one, and --unit says ${given}`);
  }
  const steps = UNITS.indexOf(own ?? given ?? otherwise) - UNITS.indexOf(wanted);
  return Math.ceil(Number(number) * 1024 ** steps);
}

/**
 * Writes an amount in the largest unit in which it is a whole number.
 *
 * @param amount The amount.
 * @param unit Its unit.
 * @returns Such as `"4 GB"`.
 */
export function amountText(amount: number, unit: Unit): string {
  let [left, index] = [amount, UNITS.indexOf(unit)];
  while (left % 1024 === 0 && index < UNITS.length - 1) [left, index] = [left / 1024, index + 1];
  return `${left} ${UNITS[index]}`;
}
