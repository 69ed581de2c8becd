/**
 * `deno task reference`: makes `docs/commands.md`, the reference of all commands, from their table.
 *
 * @module
 */

import { allCommands, type NamedCommand } from "../../lib/cli/all_commands.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import type { Command, Options } from "../../lib/cli/command.ts";
import { EXIT_CODE_TEXTS } from "../../lib/cli/exit_codes.ts";
import { ENVIRONMENT, FILES, PROGRAM_OPTIONS } from "../../lib/cli/program.ts";
import { longForm, optionText, usageLines } from "../../lib/cli/usage.ts";
import { CHECKOUT } from "./deno_programs.ts";

/** Where the page is. */
export const COMMANDS_PAGE = `${CHECKOUT}/docs/commands.md`;

/**
 * Writes the page.
 *
 * @returns It, as Markdown.
 */
export async function commandsPage(): Promise<string> {
  const parts = [
    "<!-- deno-fmt-ignore-file -->",
    "<!-- Made by `deno task reference` from the table of the commands. Change that, not this page. -->",
    "# All commands",
    "What `htmap help COMMAND` says of each, on one page; `htmap man` prints it as a man page. How they " +
    "are used together is told in [The command line](command_line.md).",
  ];
  for (const [heading, commands] of Object.entries(COMMANDS)) {
    parts.push(`## ${heading}`);
    for await (const each of allCommands({ [heading]: commands })) parts.push(...commandPart(each));
  }
  return [
    ...parts,
    "## Options of every command",
    optionList(PROGRAM_OPTIONS),
    "`--verbose` may stand before the command's name, too; `--version` stands alone.",
    "## Exit codes",
    list(EXIT_CODE_TEXTS.map(([code, meaning]) => [String(code), meaning])),
    "Where a command did several things, 1 goes before 3, and 3 before 4.",
    "## Environment variables",
    list(ENVIRONMENT),
    "## Files",
    list(FILES),
  ].join("\n\n") + "\n";
}

function commandPart({ name, summary, command }: NamedCommand): string[] {
  const { options, description, examples } = command;
  return [
    `### ${name}`,
    `${plain(summary)}.`,
    block(usageLines(name, command)),
    ...(description === undefined ? [] : [plain(description)]),
    ...(Object.keys(options).length === 0 ? [] : [optionList(options)]),
    exampleBlock(examples),
  ];
}

function optionList(options: Options): string {
  return list(
    Object.entries(options).map(([name, option]) => [
      `${option.short ? `-${option.short}, ` : ""}${longForm(name, option)}`,
      optionText(option),
    ]),
  );
}

function list(items: readonly (readonly [name: string, text: string])[]): string {
  return items.map(([name, text]) => `- \`${name}\`: ${plain(text)}.`).join("\n");
}

function exampleBlock(examples: Command["examples"]): string {
  return block(examples.flatMap(([commandLine, whatItDoes]) => [`# ${whatItDoes}`, commandLine]));
}

/** Commands that only show something, and are not run with the page: the tests run all examples. */
function block(lines: readonly string[]): string {
  return ["```console", ...lines, "```"].join("\n");
}

/** Text in which nothing is marked up but what is between backquotes. */
function plain(text: string): string {
  return text.split(/(`[^`]*`)/).map((part, i) =>
    i % 2 === 1 ? part : part.replaceAll(/[\\*_<[\]]/g, "\\$&")
  ).join("");
}

if (import.meta.main) await Deno.writeTextFile(COMMANDS_PAGE, await commandsPage());
