/**
 * Help texts.
 *
 * @module
 */

import type { Command, Option, Options } from "./command.ts";

/** A line of a list: a name and what it is. */
export type HelpLine = readonly [name: string, text: string];

const WIDTH = 100;

/**
 * Writes the help of a command.
 *
 * @param name Its full name, such as `"htmap rerun map"`.
 * @param summary What it does, in a line.
 * @param command Its table.
 * @param globals The options every command has.
 * @returns The help.
 */
export function commandHelp(
  name: string,
  summary: string,
  { parameters, options, description, examples, usage = [parameters.join(" ")] }: Command,
  globals: Options,
): string {
  const lines = usage.map((line) => `  ${name} [OPTIONS] ${line}`.trimEnd());
  return sections([
    [`${summary}.`],
    ["Usage:", ...lines],
    description ? [wrap(description, "")] : [],
    ["Options:", ...helpList({ ...options, ...globals })],
    ["Examples:", ...exampleLines(examples)],
  ]);
}

/**
 * Writes the help of a program or of a group of commands.
 *
 * @param name Its full name, such as `"htmap"`.
 * @param summary What it does, in a line.
 * @param groups The commands by heading.
 * @param options Its own options.
 * @param examples Command lines, each with what it does.
 * @returns The help.
 */
export function overview(
  name: string,
  summary: string,
  groups: Readonly<Record<string, readonly HelpLine[]>>,
  options: Options,
  examples: Command["examples"],
): string {
  const width = Math.max(...Object.values(groups).flat().map(([command]) => command.length));
  return sections([
    [`${summary}.`],
    ["Usage:", `  ${name} COMMAND [OPTIONS] [ARGUMENTS]`],
    ...Object.entries(groups).map(([heading, lines]) => [
      `${heading}:`,
      ...lines.map((line) => listLine(line, width)),
    ]),
    ["Options:", ...helpList(options)],
    ["Examples:", ...exampleLines(examples)],
    [`For more on a command: ${name} COMMAND --help, or ${helpForm(name)}`],
  ]);
}

/** `htmap help rerun COMMAND` is another way to say `htmap rerun COMMAND --help`. */
function helpForm(name: string): string {
  const [program, ...group] = name.split(" ");
  return [program, "help", ...group, "COMMAND"].join(" ");
}

function sections(all: readonly (readonly string[])[]): string {
  return all.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n");
}

function helpList(options: Options): string[] {
  const lines = Object.entries(options).map((
    [name, option],
  ): HelpLine => [optionForm(name, option), optionText(option)]);
  const width = Math.max(...lines.map(([form]) => form.length));
  return lines.map((line) => listLine(line, width));
}

function optionForm(name: string, { short, value, negatable, greedy }: Option): string {
  const long = negatable ? `--[no-]${name}` : `--${name}`;
  return `${short ? `-${short}, ` : "    "}${long}${value ? ` ${value}` : ""}${greedy ? "…" : ""}`;
}

function optionText(
  { help, choices, many, default: fallback, negatable, otherwise, required }: Option,
): string {
  const notes = [
    ...(choices ? [`one of ${choices.join(", ")}`] : []),
    ...(required ? ["required"] : []),
    ...(many ? ["may be repeated"] : []),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
    ...(otherwise !== undefined ? [`default: ${otherwise}`] : negatable ? ["default: on"] : []),
  ];
  return notes.length > 0 ? `${help} (${notes.join("; ")})` : help;
}

function listLine([name, text]: HelpLine, width: number): string {
  const indent = " ".repeat(width + 4);
  return `  ${name.padEnd(width)}  ${wrap(text, indent).trimStart()}`;
}

function exampleLines(examples: Command["examples"]): string[] {
  return examples.flatMap(([commandLine, whatItDoes]) => [
    wrap(`# ${whatItDoes}`, "  "),
    `  ${commandLine}`,
  ]);
}

/** Breaks lines at spaces, so that they fit a terminal; line breaks in the text stay. */
function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = indent;
    for (const word of paragraph.split(" ")) {
      if (line.length > indent.length && line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = indent;
      }
      line += line.length > indent.length ? ` ${word}` : word;
    }
    lines.push(line);
  }
  return lines.join("\n");
}
