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
  const command = new Deno.Command("/usr/bin/script", {
    args: ["--quiet", "--echo", "never", "--command", words.join(" "), "/dev/null"],
    cwd: place.root,
    clearEnv: true,
    env: place.env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  return (await outcome(command.spawn())).stdout.replaceAll("\r\n", "\n");
}
