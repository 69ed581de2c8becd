/**
 * All commands, loaded: for what is made of the whole table.
 *
 * @module
 */

import type { Command, CommandEntry, CommandGroup, CommandsByHeading } from "./command.ts";

/** A command with its name. */
export interface NamedCommand {
  /** Its full name, such as `"htmap rerun map"`. */
  readonly name: string;
  /** What it does, in a line without a full stop. */
  readonly summary: string;
  readonly command: Command;
}

/**
 * Loads all commands.
 *
 * @param entries The commands to load, by heading and name.
 * @returns Each, in the order of the table.
 */
export async function* allCommands(
  entries: CommandsByHeading,
): AsyncGenerator<NamedCommand> {
  for (const commands of Object.values(entries)) yield* commandsOf("htmap", commands);
}

async function* commandsOf(
  parent: string,
  entries: Readonly<Record<string, CommandEntry | CommandGroup>>,
): AsyncGenerator<NamedCommand> {
  for (const [word, entry] of Object.entries(entries)) {
    const name = `${parent} ${word}`;
    if ("commands" in entry) yield* commandsOf(name, entry.commands);
    else yield { name, summary: entry.summary, command: await entry.load() };
  }
}
