/**
 * The man page, in the form that `man` reads, made from the table of the commands.
 *
 * @module
 */

import { version } from "../base/version.ts";
import { allCommands, type NamedCommand } from "./all_commands.ts";
import type { Command, CommandsByHeading, Options } from "./command.ts";
import { EXIT_CODE_TEXTS } from "./exit_codes.ts";
import {
  ENVIRONMENT,
  FILES,
  PROGRAM_EXAMPLES,
  PROGRAM_OPTIONS,
  PROGRAM_SUMMARY,
} from "./program.ts";
import { longForm, optionText, usageLines } from "./usage.ts";

/**
 * Writes the man page.
 *
 * @param all The table of the commands.
 * @returns It, as roff.
 */
export async function manPage(all: CommandsByHeading): Promise<string> {
  const lines = [
    `.TH HTMAP 1 "" ${quote(`htmap ${version()}`)} "HTMap for TypeScript"`,
    ".nh",
    ...section("NAME", [text(PROGRAM_SUMMARY.replace("htmap maps", "htmap - map"))]),
    ...section("SYNOPSIS", [
      bold("htmap COMMAND [OPTIONS] [ARGUMENTS]"),
      ".br",
      bold("htmap help [COMMAND]"),
    ]),
    ...section("DESCRIPTION", [
      text(`${PROGRAM_SUMMARY}. Results go to standard output, everything else to standard error.`),
    ]),
    ...section("OPTIONS", optionItems(PROGRAM_OPTIONS)),
  ];
  for (const [heading, commands] of Object.entries(all)) {
    lines.push(`.SH ${quote(heading.toUpperCase())}`, ...await commandItems(heading, commands));
  }
  const codes = EXIT_CODE_TEXTS.map(([code, meaning]) => [String(code), meaning] as const);
  return [
    ...lines,
    ...section("EXIT STATUS", codes.flatMap(item)),
    ...section("ENVIRONMENT", ENVIRONMENT.flatMap(item)),
    ...section("FILES", FILES.flatMap(item)),
    ...section("EXAMPLES", exampleItems(PROGRAM_EXAMPLES)),
    ...section("SEE ALSO", [".BR condor_submit (1),", ".BR condor_q (1)"]),
  ].join("\n");
}

async function commandItems(
  heading: string,
  commands: CommandsByHeading[string],
): Promise<string[]> {
  const lines: string[] = [];
  for await (const each of allCommands({ [heading]: commands })) lines.push(...commandItem(each));
  return lines;
}

function commandItem({ name, summary, command }: NamedCommand): string[] {
  const { options, description, examples } = command;
  const usage = usageLines(name, command);
  return [
    `.SS ${quote(usage.length === 1 ? usage.join("") : name)}`,
    ...(usage.length === 1 ? [] : [...usage.flatMap((line) => [bold(line), ".br"]), ".PP"]),
    text(`${summary}.`),
    ...(description === undefined ? [] : description.split("\n\n").flatMap((paragraph) => [
      ".PP",
      text(paragraph),
    ])),
    ...optionItems(options),
    ".PP",
    ...exampleItems(examples),
  ];
}

function section(heading: string, lines: readonly string[]): string[] {
  return [`.SH ${quote(heading)}`, ...lines];
}

function optionItems(options: Options): string[] {
  return Object.entries(options).flatMap(([name, option]) =>
    item([
      `${option.short ? `-${option.short}, ` : ""}${longForm(name, option)}`,
      optionText(option),
    ])
  );
}

function item([name, meaning]: readonly [name: string, meaning: string]): string[] {
  return [".TP", bold(name), text(`${meaning}.`)];
}

/** Examples stand as they are typed. */
function exampleItems(examples: Command["examples"]): string[] {
  return examples.flatMap(([commandLine, whatItDoes]) => [
    text(`${whatItDoes}:`),
    ".PP",
    ".RS 4",
    ".nf",
    text(commandLine),
    ".fi",
    ".RE",
    ".PP",
  ]);
}

function bold(words: string): string {
  return `\\fB${escaped(words)}\\fR`;
}

/** A line that is no request, whatever it begins with. */
function text(words: string): string {
  return escaped(words).replaceAll(/^[.']/gm, "\\&$&");
}

/** A hyphen is otherwise made a typographic one, which no shell takes. */
function escaped(words: string): string {
  return words.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga").replaceAll("^", "\\(ha").replaceAll("~", "\\(ti")
    .replaceAll("…", "...");
}

/** An argument of a request. */
function quote(words: string): string {
  return `"${escaped(words).replaceAll('"', "\\(dq")}"`;
}
