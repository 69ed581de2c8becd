/**
 * Running a program in a terminal.
 *
 * @module
 */

import { outcome, type Place } from "./cli.ts";

/**
 * Runs htmap with a pseudo terminal as its standard output and error.
 *
 * @returns What the terminal was sent, in lines that end with a line feed alone.
 */
export async function inTerminal(place: Place, args: readonly string[]): Promise<string> {
  const words = [...place.program.command, ...args].map((word) => `'${word}'`);
  const recorded = ["--quiet", "--echo", "never", "--command", words.join(" "), "/dev/null"];
  const { stdout } = await outcome(place.launch("/usr/bin/script", recorded));
  return stdout.replaceAll("\r\n", "\n");
}
