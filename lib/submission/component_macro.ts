/**
 * `$(component)` in a submit descriptor: the component that a job runs (the manual's section 6.7).
 *
 * It has a meaning only where a job runs one component. HTCondor gets it as a macro of the submit
 * description; for what the local backend goes by, it is expanded here.
 *
 * @module
 */

import { InvalidOption } from "../base/errors.ts";

/** The macro's name. */
export const COMPONENT_MACRO = "component";

/**
 * `$(component)`, `$(component:…)`, and functions of macros such as `$INT(component,%03d)`; but not
 * `$$(component)`, which is of the machine's ad, nor what takes no macro's name.
 */
const USE = /(?<!\$)\$(?!ENV\(|RANDOM_)\w*\(\s*component\s*[:,)]/i;

/**
 * Tells whether text has the macro in it.
 *
 * @param text The value of a descriptor, or some of them.
 * @returns Whether it has.
 */
export function usesComponent(text: string): boolean {
  return USE.test(text);
}

/**
 * Checks that the macro means something where it is used.
 *
 * @param what What uses it, as the beginning of a sentence.
 * @param text The value of the descriptor.
 * @param chunk How many components a job runs.
 * @throws {InvalidOption} If the macro is in the text, and a job runs several components.
 */
export function checkComponentUse(what: string, text: string, chunk: number): void {
  if (chunk === 1 || !usesComponent(text)) return;
  throw new InvalidOption(
    `${what} uses $(component), the component that a job runs, but with chunk = ${chunk} a job runs ` +
      "several. Leave out chunk, or $(component)",
  );
}

/** What stands for the component itself: with a default, which is not needed, or with a format. */
const EXPANDABLE = /(?<!\$)\$(?:STRING|INT)?\(\s*component\s*(?::[^()]*|,([^()]*))?\)/gi;

/**
 * Puts the component in the macro's place, as HTCondor does.
 *
 * @param key The map option, for an error.
 * @param text Its value.
 * @param component The component.
 * @returns The value for the component.
 * @throws {InvalidOption} If it is used in a way that only HTCondor knows to work out.
 */
export function expandComponent(key: string, text: string, component: number): string {
  const expanded = text.replace(
    EXPANDABLE,
    (use: string, format: string | undefined) =>
      formatted(component, format?.trim() ?? "%d") ?? use,
  );
  const left = USE.exec(expanded)?.[0];
  if (left === undefined) return expanded;
  throw new InvalidOption(
    `The map option "${key}" has "${left}…" in it, which only HTCondor can work out. On the local backend ` +
      "write $(component), or $INT(component,%03d) for one with zeros before it",
  );
}

/** Writes a number as C's printf does, if the format is one of those for a whole number. */
function formatted(number: number, format: string): string | undefined {
  const [, flag, width] = /^%([-0]?)(\d{0,3})d$/.exec(format) ?? [];
  if (flag === undefined) return undefined;
  const digits = String(number);
  return flag === "-"
    ? digits.padEnd(Number(width))
    : digits.padStart(Number(width), flag === "" ? " " : "0");
}
