/**
 * Whether something is there.
 *
 * @module
 */

/** @returns Whether there is a file, a directory or a link at a path. */
export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
