/**
 * Arguments on standard input: where one is `-`, they are read from there.
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";
import { troubleWithReading } from "../base/system_error.ts";
import { UsageError } from "./failures.ts";
import { lines } from "./lines.ts";

/** Stands for the arguments on standard input. */
const STANDARD_INPUT = "-";

/**
 * Puts what is on standard input in the place of `-`.
 *
 * @param args The arguments.
 * @param what What they are, such as `"tags"`, and the command that prints some.
 * @returns The arguments; on standard input each is a line, and empty lines are none.
 * @throws {UsageError} If standard input is a terminal, where nobody would know what is waited for, or if
 *   it is asked for twice.
 * @throws {HTMapError} If there are none on standard input, or it cannot be read.
 */
export async function withStandardInput(
  args: readonly string[],
  what: { readonly names: string; readonly printedBy: string },
): Promise<string[]> {
  if (!args.includes(STANDARD_INPUT)) return [...args];
  const { names, printedBy } = what;
  checkOnce(args);
  if (Deno.stdin.isTerminal()) {
    throw new UsageError(
      `- stands for ${names} on standard input, which is a terminal. Give them there, ` +
        `as in \`${printedBy} | htmap …\``,
    );
  }
  const read = await readLines(names);
  if (read.length === 0) {
    throw new HTMapError(
      `There are no ${names} on standard input, so there is nothing to do. See what \`${printedBy}\` prints`,
    );
  }
  return args.flatMap((arg) => arg === STANDARD_INPUT ? read : [arg]);
}

/**
 * Refuses to read standard input twice.
 *
 * @param names What is read; `-` stands for standard input.
 * @throws {UsageError} If there are several of that.
 */
export function checkOnce(names: readonly string[]): void {
  if (names.filter((name) => name === STANDARD_INPUT).length < 2) return;
  throw new UsageError("Give - once: standard input can be read only once");
}

async function readLines(names: string): Promise<string[]> {
  const read: string[] = [];
  try {
    for await (const line of lines(Deno.stdin.readable, "standard input")) {
      if (line.trim() !== "") read.push(line.trim());
    }
  } catch (error) {
    if (error instanceof HTMapError) {
      throw new HTMapError(`The ${names} on standard input are not UTF-8 text. Give them as text`);
    }
    const { reason, advice } = troubleWithReading(error, `Give the ${names} as arguments`);
    throw new HTMapError(`Standard input cannot be read: ${reason}. ${advice}`);
  }
  return read;
}
