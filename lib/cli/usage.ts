/**
 * Help texts.
 *
 * @module
 */

import type { Command, Option, Options } from "./command.ts";
import { EXIT_CODE_TEXTS } from "./exit_codes.ts";
import { wrap } from "./wrap.ts";

/** A line of a list: a name and what it is. */
export type HelpLine = readonly [name: string, text: string];

/** How wide help is where that is not known. */
export const USUAL_WIDTH = 80;
const [NARROWEST, WIDEST] = [40, 100];
/** How wide the names of a list may be for what they are to stand beside them. */
const WIDEST_NAME = 30;

/** @returns How wide help is to be for the terminal. */
export function helpWidth(): number {
  try {
    return Math.min(WIDEST, Math.max(NARROWEST, Deno.consoleSize().columns));
  } catch {
    return USUAL_WIDTH; // there is no terminal
  }
}

/**
 * Writes the help of a command.
 *
 * @param name Its full name, such as `"htmap rerun map"`.
 * @param summary What it does, in a line.
 * @param command Its table.
 * @param globals The options every command has.
 * @param width How wide it may be.
 * @returns The help.
 */
export function commandHelp(
  name: string,
  summary: string,
  command: Command,
  globals: Options,
  width: number,
): string {
  const { options, description, examples } = command;
  return sections([
    [wrap(`${summary}.`, "", width)],
    ["Usage:", ...usageLines(name, command).flatMap((line) => folded(line, width))],
    description ? [wrap(description, "", width)] : [],
    ["Options:", ...helpList(optionLines({ ...options, ...globals }), width)],
    ["Examples:", ...exampleLines(examples, width)],
  ]);
}

/**
 * Writes how a command is called.
 *
 * @param name Its full name.
 * @param command Its table.
 * @returns Such as `"htmap remove [OPTIONS] [TAG…]"`, once for each way.
 */
export function usageLines(
  name: string,
  { parameters, usage = [parameters.join(" ")] }: Pick<Command, "parameters" | "usage">,
): string[] {
  return usage.map((line) => `${name} [OPTIONS] ${line}`.trimEnd());
}

/** What the help of a program or of a group of commands is made of. */
export interface Overview {
  /** Its full name, such as `"htmap"`. */
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** The commands by heading. */
  readonly groups: Readonly<Record<string, readonly HelpLine[]>>;
  /** Its own options. */
  readonly options: Options;
  /** Command lines, each with what it does. */
  readonly examples: Command["examples"];
  /** Whether to say what the exit codes mean. */
  readonly exitCodes?: boolean;
}

/**
 * Writes the help of a program or of a group of commands.
 *
 * @param overview What it is made of.
 * @param width How wide it may be.
 * @returns The help.
 */
export function overview(
  { name, summary, groups, options, examples, exitCodes }: Overview,
  width: number,
): string {
  const column = Math.max(...Object.values(groups).flat().map(([command]) => command.length));
  const codes = EXIT_CODE_TEXTS.map(([code, meaning]): HelpLine => [String(code), meaning]);
  return sections([
    [wrap(`${summary}.`, "", width)],
    ["Usage:", `  ${name} COMMAND [OPTIONS] [ARGUMENTS]`],
    ...Object.entries(groups).map(([heading, lines]) => [
      `${heading}:`,
      ...helpList(lines, width, column),
    ]),
    ["Options:", ...helpList(optionLines(options), width)],
    ["Examples:", ...exampleLines(examples, width)],
    exitCodes ? ["Exit codes:", ...helpList(codes, width)] : [],
    [wrap(`For more on a command: ${name} COMMAND --help, or ${helpForm(name)}`, "", width)],
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

function optionLines(options: Options): HelpLine[] {
  return Object.entries(options).map(([name, option]) => {
    const { short } = option;
    return [`${short ? `-${short}, ` : "    "}${longForm(name, option)}`, optionText(option)];
  });
}

/**
 * Writes an option as a command line has it.
 *
 * @param name Its name.
 * @param option The option.
 * @returns Such as `"--[no-]meta"` or `"--tag TAG"`.
 */
export function longForm(name: string, { value, negatable, greedy }: Option): string {
  const long = `--${negatable ? "[no-]" : ""}${name}`;
  return `${long}${value ? ` ${value}` : ""}${greedy ? "…" : ""}`;
}

/**
 * Says what an option does.
 *
 * @param option The option.
 * @returns A sentence without a full stop, with what can be given and what goes without it.
 */
export function optionText(
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

function helpList(
  lines: readonly HelpLine[],
  width: number,
  names = Math.max(...lines.map(([name]) => name.length)),
): string[] {
  const column = Math.min(names, WIDEST_NAME, Math.floor(width / 2) - 4);
  const indent = " ".repeat(column + 4);
  return lines.flatMap(([name, text]) => {
    const wrapped = wrap(text, indent, width);
    if (name.length > column) return [`  ${name}`, wrapped];
    return [`  ${name.padEnd(column)}  ${wrapped.trimStart()}`];
  });
}

function exampleLines(examples: Command["examples"], width: number): string[] {
  return examples.flatMap(([commandLine, whatItDoes]) => [
    wrap(`# ${whatItDoes}`, "  ", width).replaceAll("\n  ", "\n  # "),
    ...folded(commandLine, width),
  ]);
}

/** A word, with the parts of it that are in quotation marks. */
const WORDS = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;

/** Breaks a command line so that a shell still takes it for one. */
function folded(commandLine: string, width: number): string[] {
  const [indent, end] = ["  ", " \\"];
  const lines: string[] = [];
  let line = "";
  for (const [word] of commandLine.matchAll(WORDS)) {
    const room = width - indent.length - end.length - (lines.length > 0 ? indent.length : 0);
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line].map((each, i, all) =>
    `${i > 0 ? indent.repeat(2) : indent}${each}${i < all.length - 1 ? end : ""}`
  );
}
