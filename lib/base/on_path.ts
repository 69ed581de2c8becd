/**
 * Programs on PATH.
 *
 * @module
 */

/**
 * Looks for a program in the directories of PATH.
 *
 * @param program Its name.
 * @returns Whether one of them has it, and it could be run.
 */
export async function isOnPath(program: string): Promise<boolean> {
  for (const directory of (Deno.env.get("PATH") ?? "").split(":")) {
    if (directory === "") continue;
    try {
      const { isFile, mode } = await Deno.stat(`${directory}/${program}`);
      if (isFile && ((mode ?? 0) & 0o111) !== 0) return true;
    } catch {
      // not there, or not readable: so not a program we could run
    }
  }
  return false;
}
