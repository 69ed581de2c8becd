/**
 * Parsing command lines by a command's table.
 *
 * @module
 */

import type { Command, Option, Options } from "./command.ts";
import { loadCli } from "../deps.ts";
import { didYouMean } from "../text/similar.ts";
import { UsageError } from "./failures.ts";
import { isFileHere } from "./file_here.ts";

const { parseArgs } = await loadCli();

/** The options that every command has. */
export const GLOBAL_OPTIONS = {
  help: { short: "h", help: "Show this help" },
  verbose: { short: "v", help: "Show what is logged, and a stack trace if something goes wrong" },
} as const satisfies Options;

/** A command line, taken apart. */
export interface Parsed {
  readonly args: string[];
  readonly options: Record<string, unknown>;
  readonly rest: readonly string[];
}

/** What parsing goes by. */
type ParsedCommand = Pick<
  Command,
  "parameters" | "options" | "passesOn" | "restFrom" | "others"
>;

/** A part of a command line, and the place of the argument that it is, or is in. */
type Token =
  | { kind: "argument"; index: number; text: string }
  | { kind: "terminator"; index: number }
  | OptionToken;

interface OptionToken {
  kind: "option";
  index: number;
  /** The option as it was written, without its value. */
  shown: string;
  /** Its value, if that follows a `=`. */
  inline: string | undefined;
}

/** Stands before what is no option. No argument of a process can have this character. */
const MARK = "\0";

/**
 * Takes a command line apart.
 *
 * @param command The command.
 * @param all What follows its name.
 * @returns The arguments, every option of its table and {@linkcode GLOBAL_OPTIONS}, and what is not htmap's.
 * @throws {UsageError} If it does not fit the command's table.
 */
export function parse(command: ParsedCommand, all: readonly string[]): Parsed {
  const end = all.findIndex((word) => command.restFrom?.includes(word));
  const [args, rest] = end < 0 ? [all, []] : [all.slice(0, end), all.slice(end)];
  const table: Options = { ...command.options, ...GLOBAL_OPTIONS };
  const given = new Map<string, unknown[]>();
  const found: string[] = [];
  const give = (name: string, value: unknown): void => {
    given.set(name, [...given.get(name) ?? [], value]);
  };
  let greedy: string | undefined;
  const tokens = withBareValues(tokenise(args, table), table).values();
  for (const token of tokens) {
    if (token.kind === "option") {
      const [name, value] = readOther(command, token, tokens, args) ??
        read(token, tokens, args, table, command.others?.names);
      give(name, value);
      greedy = table[name]?.greedy && token.inline === undefined ? name : undefined;
    } else if (token.kind === "argument" && greedy !== undefined) {
      give(greedy, readValue(table[greedy] ?? { help: "" }, `--${greedy}`, token.text));
    } else if (token.kind === "argument") {
      if (command.passesOn) {
        found.push(...args.slice(token.index));
        break;
      }
      found.push(token.text);
    }
  }
  const options = Object.fromEntries(
    Object.entries(table).map(([name, option]) => {
      const values = given.get(name) ?? [];
      refuseTwice(name, option, values);
      return [name, valueOf(option, values)];
    }),
  );
  if (options.help !== true) {
    checkCount(command.parameters, found);
    checkRequired(table, given);
  }
  return { args: found, options, rest };
}

/**
 * Has `parseArgs` find out what is an option and what an argument.
 *
 * It is not told which options there are, for it would take `--all=no` for `--all`, and a value that
 * is missing for an empty one. So it knows none, and hands over each as it was written.
 */
function tokenise(args: readonly string[], table: Options): Token[] {
  const words = args.flatMap((arg, index) => split(arg, table).map((word) => ({ word, index })));
  const tokens: Token[] = []; // one for each word
  const nextIndex = (): number => words[tokens.length]?.index ?? args.length;
  const addArgument = (word: string): void => {
    tokens.push({ kind: "argument", index: nextIndex(), text: word.slice(MARK.length) });
  };
  const unknown = (word: string, key?: string, value?: unknown): false => {
    const text = typeof value === "string" ? value : undefined;
    const following = text?.startsWith(MARK) ? text : undefined;
    const inline = following === undefined && word.startsWith("--") ? text : undefined;
    if (key === undefined) addArgument(word);
    else {
      const shown = inline === undefined ? word : word.slice(0, -1 - inline.length);
      tokens.push({ kind: "option", index: nextIndex(), shown: shown.replace(MARK, ""), inline });
    }
    if (following !== undefined) addArgument(following);
    return false;
  };
  parseArgs(words.map(({ word }) => word), { unknown });
  if (tokens.length >= words.length) return tokens;
  const end = nextIndex(); // it stops at the first `--`
  const rest = args.slice(end + 1).map((text, i): Token => (
    { kind: "argument", index: end + 1 + i, text }
  ));
  return [...tokens, { kind: "terminator", index: end }, ...rest];
}

/**
 * Makes words of an argument that `parseArgs` takes for what they are meant to be. By itself it takes
 * `-1` for an option, `""` for no value and `---` for one, and `-px` for `-p -x` though `-p` has a
 * value.
 */
function split(arg: string, table: Options): string[] {
  if (!/^-\D/.test(arg)) return [MARK + arg];
  if (arg.startsWith("--")) return [arg.replace(/^--(?=-)/, `--${MARK}`)];
  const words: string[] = [];
  const letters = [...arg.slice(1)];
  for (const [i, letter] of letters.entries()) {
    if (letter === "-") return [arg]; // whole, so that it is no `--`, but an unknown option
    words.push(`-${letter}`);
    const rest = letters.slice(i + 1).join("");
    if (rest !== "" && findOption(`-${letter}`, table)?.option.value !== undefined) {
      return [...words, MARK + rest];
    }
  }
  return words;
}

/**
 * Finds an option by how it was written; what every object has is none.
 *
 * @param shown How it was written, such as `--format`, `--no-color` or `-p`.
 * @param table The options.
 * @returns Its name and the option, and whether it was written with `--no-`.
 */
export function findOption(
  shown: string,
  table: Options,
): { name: string; option: Option; negated: boolean } | undefined {
  for (const [name, option] of Object.entries(table)) {
    if (shown === `--${name}` || option.short !== undefined && shown === `-${option.short}`) {
      return { name, option, negated: false };
    }
    if (option.negatable && shown === `--no-${name}`) return { name, option, negated: true };
  }
  return undefined;
}

/** Gives the name of an option on the command line, and its value, which may be the next token. */
function read(
  { shown, inline, index }: OptionToken,
  tokens: Iterator<Token, undefined>,
  args: readonly string[],
  table: Options,
  others: readonly string[] = [],
): [name: string, value: unknown] {
  const found = findOption(shown, table);
  if (!found) throw unknownOption(shown, args[index] ?? shown, table, others);
  const { name, option, negated } = found;
  if (option.value === undefined) {
    if (inline === undefined) return [name, !negated];
    throw new UsageError(`The option ${shown} takes no value, but got "${inline}"`);
  }
  const text = inline ?? following({ shown, name, value: option.value }, tokens, args);
  return [name, readValue(option, shown, text)];
}

/** Gives options their value that need not have one, where none follows. */
function withBareValues(tokens: readonly Token[], table: Options): Token[] {
  return tokens.map((token, i) => {
    const isBare = token.kind === "option" && token.inline === undefined &&
      tokens[i + 1]?.kind !== "argument";
    return isBare ? { ...token, inline: findOption(token.shown, table)?.option.bare } : token;
  });
}

/** Gives the value of an option that stands after it. */
function following(
  { shown, name, value }: { shown: string; name: string; value: string },
  tokens: Iterator<Token, undefined>,
  args: readonly string[],
): string {
  const next = tokens.next().value;
  if (next?.kind === "argument") return next.text;
  const text = next && args[next.index];
  throw new UsageError(
    `The option ${shown} needs a value: ${shown} ${value}` +
      (text === undefined ? "" : `. If "${text}" is the value, write --${name}=${text}`),
  );
}

/** Reads an option that is not in the table, if the command takes such a one. */
function readOther(
  { others, options }: ParsedCommand,
  { shown, inline }: OptionToken,
  tokens: Iterator<Token, undefined>,
  args: readonly string[],
): [name: string, value: unknown] | undefined {
  const name = shown.slice("--".length);
  const option = others && options[others.as];
  if (!option || !shown.startsWith("--") || findOption(shown.replaceAll("_", "-"), options)) {
    return undefined;
  }
  if (!others.names.includes(name) && !/^[A-Za-z]\w*_\w+$/.test(name)) return undefined;
  const text = inline ?? following({ shown, name, value: "VALUE" }, tokens, args);
  return [others.as, readValue(option, shown, `${name}=${text}`)];
}

/** Parameters that are paths, of which none is empty. */
const NAMES = /^\[?(?:FILE|DIR)\b/;

function readValue(option: Option, shown: string, text: string): unknown {
  const { choices, parse = (text: string): string => text } = option;
  if (choices && !choices.includes(text)) {
    throw new UsageError(
      `The option ${shown} cannot be "${text}": it is one of ${choices.join(", ")}${
        didYouMean(text, choices)
      }`,
    );
  }
  if (text === "" && NAMES.test(option.value ?? "")) {
    throw new UsageError(`The option ${shown} cannot be empty: it is ${option.value}`);
  }
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(`The option ${shown} cannot be "${text}": ${error.message}`);
  }
}

/** Of two values only one could count, and the other would be lost without a word. */
function refuseTwice(name: string, option: Option, given: readonly unknown[]): void {
  if (!option.once || new Set(given).size < 2) return;
  throw new UsageError(`The option --${name} is given more than once. Give it once`);
}

function valueOf(option: Option, given: unknown[]): unknown {
  if (option.many) return given;
  if (given.length > 0) return given.at(-1);
  if (option.value !== undefined) return option.default;
  return option.otherwise === undefined ? option.negatable === true : undefined;
}

function unknownOption(
  shown: string,
  word: string,
  table: Options,
  others: readonly string[],
): UsageError {
  return new UsageError(
    `There is no option ${shown}` +
      // A pattern such as `*` also stands for files whose names look like options.
      (isFileHere(word)
        ? `. If the file of that name is meant, write ./${word}`
        : shown.startsWith("--")
        ? whatWasMeant(shown, table, others)
        : ""),
  );
}

function whatWasMeant(shown: string, table: Options, others: readonly string[]): string {
  // Of what is asked for the bare name is used, too.
  const request = shown.length > "--xx".length &&
    others.find((name) => name.startsWith(`request_${shown.slice("--".length)}`));
  if (request) return `. Did you mean --${request}?`;
  const known = Object.entries(table).flatMap(([name, { negatable }]) =>
    negatable ? [`--${name}`, `--no-${name}`] : [`--${name}`]
  );
  return didYouMean(shown, [...known, ...others.map((name) => `--${name}`)]);
}

function checkRequired(table: Options, given: ReadonlyMap<string, unknown>): void {
  for (const [name, { required, value, choices }] of Object.entries(table)) {
    if (!required || given.has(name)) continue;
    const known = choices ? `: it is one of ${choices.join(", ")}` : "";
    throw new UsageError(`The option --${name} ${value} is missing${known}`);
  }
}

function checkCount(parameters: readonly string[], args: readonly string[]): void {
  const needed = parameters.filter((parameter) => !parameter.startsWith("["));
  const missing = needed.slice(args.length);
  if (missing.length > 0) {
    const names = missing.join(" and ");
    throw new UsageError(`${names} ${missing.length === 1 ? "is" : "are"} missing`);
  }
  const empty = parameters.find((parameter, index) => NAMES.test(parameter) && args[index] === "");
  if (empty !== undefined) {
    throw new UsageError(`${empty.replace(/^\[(.*)\]$/, "$1")} cannot be empty`);
  }
  const endless = parameters.some((parameter) => parameter.includes("…"));
  if (!endless && args.length > parameters.length) {
    const extra = args.slice(parameters.length).map((arg) => JSON.stringify(arg)).join(" ");
    throw new UsageError(`There is nothing to be done with ${extra}`);
  }
}
