/**
 * Parsing command lines by a command's table.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { Command, Option, Options } from "./command.ts";
import { didYouMean } from "../text/similar.ts";
import { UsageError } from "./failures.ts";

/** The options that every command has. */
export const GLOBAL_OPTIONS = {
  help: { short: "h", help: "Show this help" },
  verbose: { short: "v", help: "Show a stack trace if something goes wrong" },
} as const satisfies Options;

/** A command line, taken apart. */
export interface Parsed {
  readonly args: string[];
  readonly options: Record<string, unknown>;
}

/** A part of a command line, as `parseArgs` of `node:util` gives it. */
type Token =
  | { kind: "positional"; index: number; value: string }
  | { kind: "option-terminator"; index: number }
  | OptionToken;

interface OptionToken {
  kind: "option";
  index: number;
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

/**
 * Takes a command line apart.
 *
 * @param command The command.
 * @param args What follows its name.
 * @returns The arguments, and every option of its table and {@linkcode GLOBAL_OPTIONS}.
 * @throws {UsageError} If it does not fit the command's table.
 */
export function parse(
  command: Pick<Command, "parameters" | "options" | "passesOn">,
  args: readonly string[],
): Parsed {
  const table: Options = { ...command.options, ...GLOBAL_OPTIONS };
  const end = command.passesOn ? firstArgument(args, table) : args.length;
  const own = args.slice(0, end);
  const given = new Map<string, unknown[]>();
  const found: string[] = [];
  let negative = -1; // where the last argument such as -1 stands, which gives a token a digit
  for (const token of tokenise(own, table)) {
    if (token.kind === "positional") found.push(token.value);
    if (token.kind !== "option") continue;
    const text = own[token.index] ?? "";
    if (/^-\d/.test(text)) {
      if (token.index !== negative) found.push(text);
      negative = token.index;
    } else {
      const [name, value] = read(token, table);
      given.set(name, [...given.get(name) ?? [], value]);
    }
  }
  found.push(...args.slice(end));
  const options = Object.fromEntries(
    Object.entries(table).map(([name, option]) => [name, valueOf(option, given.get(name) ?? [])]),
  );
  if (options.help !== true) checkCount(command.parameters, found);
  return { args: found, options };
}

function tokenise(args: readonly string[], table: Options): Token[] {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { value, short }]) => [name, {
      type: value === undefined ? "boolean" as const : "string" as const,
      ...(short && { short }),
    }]),
  );
  // Not strict: what is wrong is found here, to say it in htmap's words.
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens;
}

/** The place of the first argument that is no option. */
function firstArgument(args: readonly string[], table: Options): number {
  for (const token of tokenise(args, table)) if (token.kind === "positional") return token.index;
  return args.length;
}

/** Gives the name of an option on the command line, and its value. */
function read(token: OptionToken, table: Options): [name: string, value: unknown] {
  const { name, rawName, value } = token;
  const plain = name.startsWith("no-") && rawName.startsWith("--") ? name.slice(3) : undefined;
  const negated = plain !== undefined && ownOption(table, plain)?.negatable === true;
  const option = negated ? undefined : ownOption(table, name);
  if (!negated && !option) throw unknownOption(rawName, table);
  if (!option || option.value === undefined) {
    if (value !== undefined) {
      throw new UsageError(`The option ${rawName} takes no value, but got "${value}"`);
    }
    return [plain ?? name, !negated];
  }
  if (value === undefined || (!token.inlineValue && /^-\D/.test(value))) {
    throw new UsageError(
      `The option ${rawName} needs a value: ${rawName} ${option.value}` +
        (value === undefined ? "" : `. If "${value}" is the value, write --${name}=${value}`),
    );
  }
  return [name, readValue(option, rawName, value)];
}

function readValue(option: Option, shown: string, text: string): unknown {
  const { choices, parse = (text: string): string => text } = option;
  if (choices && !choices.includes(text)) {
    throw new UsageError(
      `The option ${shown} cannot be "${text}": it is one of ${choices.join(", ")}${
        didYouMean(text, choices)
      }`,
    );
  }
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(`The option ${shown} cannot be "${text}": ${error.message}`);
  }
}

function valueOf(option: Option, given: unknown[]): unknown {
  if (option.many) return given;
  if (given.length > 0) return given.at(-1);
  return option.value === undefined ? option.negatable === true : option.default;
}

/** Looks an option up without finding what every object has. */
function ownOption(table: Options, name: string): Option | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function unknownOption(rawName: string, table: Options): UsageError {
  const known = Object.entries(table).flatMap(([name, { negatable }]) =>
    negatable ? [`--${name}`, `--no-${name}`] : [`--${name}`]
  );
  return new UsageError(
    `There is no option ${rawName}${rawName.startsWith("--") ? didYouMean(rawName, known) : ""}`,
  );
}

function checkCount(parameters: readonly string[], args: readonly string[]): void {
  const needed = parameters.filter((parameter) => !parameter.startsWith("["));
  const missing = needed.slice(args.length);
  if (missing.length > 0) {
    const names = missing.join(" and ");
    throw new UsageError(`${names} ${missing.length === 1 ? "is" : "are"} missing`);
  }
  const endless = parameters.some((parameter) => parameter.includes("…"));
  if (!endless && args.length > parameters.length) {
    const extra = args.slice(parameters.length).map((arg) => JSON.stringify(arg)).join(" ");
    throw new UsageError(`There is nothing to be done with ${extra}`);
  }
}
