/**
 * Which files came along with the function that is loaded here.
 *
 * @module
 */

const paths = new Set<string>();

/** Notes that a file came along, by the path it had where the map was made. */
export function noteBrought(path: string): void {
  paths.add(path);
}

/** @returns Whether a file of this path came along. */
export function isBrought(path: string): boolean {
  return paths.has(path);
}
