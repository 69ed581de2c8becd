/**
 * Numbers of things.
 *
 * @module
 */

/**
 * Writes how many things there are.
 *
 * @param count How many.
 * @param what What they are, in the singular.
 * @returns Such as `"1 job"` or `"3 jobs"`.
 */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
