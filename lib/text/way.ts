/**
 * Ways into a value, in words.
 *
 * @module
 */

/** How many steps at either end of a long way are shown. */
const SHOWN_STEPS = 6;

/**
 * Writes the way to something inside a value.
 *
 * @param steps The steps, such as `["simulate", "config", "socket"]`.
 * @returns Such as `"simulate → config → socket"`; the middle of a long way is left out.
 */
export function wayInWords(steps: readonly string[]): string {
  const left = steps.length - 2 * SHOWN_STEPS;
  const shown = left > 1
    ? [...steps.slice(0, SHOWN_STEPS), `… (${left} more)`, ...steps.slice(-SHOWN_STEPS)]
    : steps;
  return shown.join(" → ");
}
