/**
 * Which command a word on the command line means, and which one was meant by a word that is none.
 *
 * @module
 */

import type { CommandGroup, Named } from "./command.ts";
import { UsageError } from "./failures.ts";

/**
 * Finds a command by its name.
 *
 * @param parent What was written before it, such as `"htmap"`.
 * @param all The commands that may follow.
 * @param name What was written.
 * @param options The options that may stand in its place.
 * @returns The command.
 * @throws {UsageError} If none has that name; it says which one may have been meant.
 */
export async function pick<T extends Named>(
  parent: string,
  all: Readonly<Record<string, T>>,
  name: string,
  options: readonly string[],
): Promise<T> {
  const entry = Object.hasOwn(all, name) ? all[name] : undefined;
  if (entry) return entry;
  if (name.startsWith("-")) {
    const { didYouMean } = await import("../text/similar.ts");
    throw new UsageError(`${parent} has no option "${name}"${didYouMean(name, options)}`, parent);
  }
  const meant = await commandsLike(name, { help: {}, ...all });
  throw noCommand(parent, name, meant.map((command) => `${parent} ${command}`));
}

/**
 * Finds the command of a group that a command line means, whether it names one or not.
 *
 * @param parent The group's name, such as `"htmap rerun"`.
 * @param group The group.
 * @param args What follows its name.
 * @param options The options that may stand in the place of a command.
 * @returns The command's name, and what follows it.
 * @throws {UsageError} If it means none; it says which one may have been meant.
 */
export async function commandOfGroup(
  parent: string,
  { commands, implied }: CommandGroup,
  args: readonly string[],
  options: readonly string[],
): Promise<[name: string, args: readonly string[]]> {
  const [first = "", ...rest] = args;
  if (Object.hasOwn(commands, first)) return [first, rest];
  if (implied && saysAnyOf(args, implied.by)) return [implied.command, args];
  const isMeant = !first.startsWith("-") && !args.includes("--help"); // as `help rerun fx` has it
  const meant = implied && isMeant && await commandsLike(first, commands);
  if (implied && meant && meant.length === 0) {
    const { shellWord } = await import("../text/shell_word.ts");
    throw noCommand(parent, first, [[parent, implied.command, ...args.map(shellWord)].join(" ")]);
  }
  await pick(parent, commands, first, options); // which throws
  return [first, rest];
}

function saysAnyOf(args: readonly string[], options: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end)
    .some((arg) => options.some((option) => arg === option || arg.startsWith(`${option}=`)));
}

/** Finds the commands that a word may mean: those it is another name of, or else the one it is most like. */
async function commandsLike(
  word: string,
  all: Readonly<Record<string, Named | { aliases?: undefined }>>,
): Promise<string[]> {
  const words = Object.entries(all).flatMap(([name, { aliases = [] }]) =>
    [name, ...aliases].map((known) => ({ known, name }))
  );
  const exact = words.filter(({ known }) => known === word.toLowerCase());
  if (exact.length > 0) return exact.map(({ name }) => name);
  const { similar } = await import("../text/similar.ts");
  const [closest] = similar(word, words.map(({ known }) => known));
  return words.filter(({ known }) => known === closest).map(({ name }) => name);
}

function noCommand(parent: string, name: string, meant: readonly string[]): UsageError {
  const hint = meant.length === 0
    ? ""
    : `. Did you mean ${meant.map((each) => `\`${each}\``).join(" or ")}?`;
  return new UsageError(`${parent} has no command ${JSON.stringify(name)}${hint}`, parent);
}
