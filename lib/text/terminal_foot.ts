/**
 * What stands at the foot of the terminal while something else may be said, as progress bars do. This needs
 * nothing of what draws it, so that whoever says something need not, either.
 *
 * @module
 */

import { toStandardError } from "./standard_error.ts";

/** Lines at the foot of the terminal, the cursor at their end. */
export interface TerminalFoot {
  /** Takes them away, and leaves the cursor where they began. */
  clear(): void;
  /** Draws them where the cursor is now. */
  draw(): void;
}

let foot: TerminalFoot | undefined;

/**
 * Notes what stands at the foot of the terminal.
 *
 * @param drawn The lines; `undefined` if there are none any more.
 */
export function setFoot(drawn: TerminalFoot | undefined): void {
  foot = drawn;
}

/**
 * Writes something to the terminal so that what is at its foot stays there; if it cannot be
 * written, as to a terminal that was closed, that is nothing to whoever goes on.
 *
 * @param write Writes whole lines to standard error.
 */
export function aboveFoot(write: () => void): void {
  foot?.clear();
  toStandardError(write);
  foot?.draw();
}

/** Leaves the foot as it is, since the process ends: what comes next begins on a line of its own. */
export function leaveFoot(): void {
  if (foot) toStandardError(() => Deno.stderr.writeSync(new TextEncoder().encode("\n")));
  foot = undefined;
}
