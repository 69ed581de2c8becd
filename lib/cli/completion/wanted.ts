/**
 * What is to be completed: a command, an option, or a value of which kind.
 *
 * @module
 */

import type { Command, CommandEntry, CommandGroup } from "../command.ts";
import { COMMANDS } from "../commands.ts";
import { findOption, GLOBAL_OPTIONS } from "../parse.ts";
import { VALUE_KINDS, type ValueKind, valueName } from "../value_kinds.ts";

/** Commands by name. */
type Entries = Readonly<Record<string, CommandEntry | CommandGroup>>;

/** What the word that is being typed can become. */
export type Wanted =
  | { readonly what: "nothing" }
  | { readonly what: "words"; readonly words: readonly Candidate[] }
  | WantedValue;

/** The word is a value, or ends in one. */
export interface WantedValue {
  readonly what: "value";
  readonly kind: ValueKind;
  /** What stands before the value in the word, such as `--format=`. */
  readonly before: string;
  /** What it can be, if the option's table says so. */
  readonly choices: readonly string[];
  /** What was given before it that is not an option, by the name of its parameter. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

/** What a word can become. */
export interface Candidate {
  readonly value: string;
  /** What it is, for shells that show that. */
  readonly help?: string;
  /** More has to be typed after it, so that no blank goes there. */
  readonly isPartial?: true;
}

const NOTHING: Wanted = { what: "nothing" };
/** Where what is typed is another program's, it may well be a file. */
const FILES: Wanted = {
  what: "value",
  kind: "files",
  before: "",
  choices: [],
  given: new Map(),
};

/**
 * Finds out what the last word of a command line can become.
 *
 * @param words What follows `htmap`; the last one is the word that is being typed, and may be empty.
 * @returns What it can become.
 */
export async function wantedAt(words: readonly string[]): Promise<Wanted> {
  const [first = "", ...rest] = words;
  const all: Entries = Object.assign({}, ...Object.values(COMMANDS));
  if (rest.length > 0 && ["-v", "--verbose"].includes(first)) return await wantedAt(rest);
  if (first === "help" && rest.length > 0) return wantedHelp(rest, all);
  if (rest.length > 0) return await wantedOf(first, rest, all);
  if (first.startsWith("-")) {
    return options({ ...GLOBAL_OPTIONS, version: { help: "Show the version" } });
  }
  return commands({ ...all, help: { summary: "Show what htmap or a command does" } });
}

async function wantedOf(name: string, words: readonly string[], all: Entries): Promise<Wanted> {
  const entry = Object.hasOwn(all, name) ? all[name] : undefined;
  if (!entry) return NOTHING;
  if (!("commands" in entry)) return wantedIn(await entry.load(), words);
  const [second = "", ...rest] = words;
  if (rest.length === 0) return second.startsWith("-") ? options({}) : commands(entry.commands);
  if (Object.hasOwn(entry.commands, second)) return await wantedOf(second, rest, entry.commands);
  return entry.implied ? await wantedOf(entry.implied.command, words, entry.commands) : NOTHING;
}

function wantedHelp([name = "", ...rest]: readonly string[], all: Entries): Wanted {
  if (rest.length === 0) return commands(all);
  const entry = Object.hasOwn(all, name) ? all[name] : undefined;
  return rest.length === 1 && entry && "commands" in entry ? commands(entry.commands) : NOTHING;
}

/** Goes through the words as parsing does, but takes what does not fit for whatever it is like. */
function wantedIn(command: Command, words: readonly string[]): Wanted {
  const table: Command["options"] = { ...command.options, ...GLOBAL_OPTIONS };
  const args: string[] = [];
  const used = new Set<string>();
  let waiting: string | undefined; // the option whose value comes next
  let greedy: string | undefined; // the option that takes what comes next, if that is no option
  let ended = false; // there are no options any more
  if (words.slice(0, -1).some((word) => command.restFrom?.includes(word))) return FILES;
  for (const word of words.slice(0, -1)) {
    if (waiting !== undefined) waiting = undefined;
    else if (greedy !== undefined && !/^-\D/.test(word)) continue;
    else if (ended || !/^-\D/.test(word)) {
      args.push(word);
      ended ||= command.passesOn === true;
    } else if (word === "--") ended = true;
    else {
      const name = lastOption(word, table);
      if (name !== undefined) used.add(name);
      const takes = takesNext(word, table) || isOther(word, command);
      if (takes) waiting = name ?? "";
      greedy = takes && name !== undefined && table[name]?.greedy ? name : undefined;
    }
  }
  const last = words.at(-1) ?? "";
  const given = givenTo(command.parameters, args);
  if (waiting !== undefined) return valueOf(table[waiting], "", given);
  if (greedy !== undefined && !last.startsWith("-")) return valueOf(table[greedy], "", given);
  const [, before, name] = ended ? [] : /^(--([^=]+)=)/.exec(last) ?? [];
  if (before !== undefined && name !== undefined) {
    return Object.hasOwn(table, name) ? valueOf(table[name], before, given) : NOTHING;
  }
  const parameter = command.parameters[args.length] ??
    command.parameters.find((parameter) => parameter.includes("…"));
  if (!ended && (last.startsWith("-") || parameter === undefined)) {
    // They are many: who wants one types how it begins.
    return options(table, used, last.length > "--".length ? command.others?.names : []);
  }
  return parameter === undefined ? NOTHING : valueOf({ value: valueName(parameter) }, "", given);
}

/** The option that a word ends with: of `-vp` it is `-p`. */
function lastOption(word: string, table: Command["options"]): string | undefined {
  const shown = word.startsWith("--") ? word.replace(/=.*$/s, "") : `-${word.at(-1)}`;
  return findOption(shown, table)?.name;
}

/** Whether the next word is the option's value: after `--format` and `-vp`, not after `-pscan` or `-o-p`. */
function takesNext(word: string, table: Command["options"]): boolean {
  if (word.startsWith("--")) {
    return !word.includes("=") && findOption(word, table)?.option.value !== undefined;
  }
  const letters = [...word.slice(1)];
  const first = letters.findIndex((letter) =>
    findOption(`-${letter}`, table)?.option.value !== undefined
  );
  return first >= 0 && first === letters.length - 1;
}

/** Whether a word is an option that is not in the command's table, and whose value comes next. */
function isOther(word: string, { others }: Command): boolean {
  return word.startsWith("--") && others?.names.includes(word.slice("--".length)) === true;
}

/** Which parameter each argument is of. */
function givenTo(
  parameters: readonly string[],
  args: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, string[]>();
  for (const [i, arg] of args.entries()) {
    const parameter = parameters[i] ?? parameters.at(-1);
    if (parameter === undefined) continue;
    const name = valueName(parameter);
    given.set(name, [...given.get(name) ?? [], arg]);
  }
  return given;
}

function valueOf(
  option: { readonly value?: string; readonly choices?: readonly string[] } | undefined,
  before: string,
  given: ReadonlyMap<string, readonly string[]>,
): Wanted {
  if (option?.value === undefined) return NOTHING;
  const { value, choices = [] } = option;
  const kind = choices.length > 0 ? "choices" : VALUE_KINDS[value] ?? "anything";
  return { what: "value", kind, before, choices, given };
}

function commands(entries: Readonly<Record<string, { readonly summary: string }>>): Wanted {
  const words = Object.entries(entries).map(([value, { summary }]) => ({ value, help: summary }));
  return { what: "words", words };
}

function options(
  table: Command["options"],
  used: ReadonlySet<string> = new Set(),
  others: readonly string[] = [],
): Wanted {
  const all: Command["options"] = { ...table, ...GLOBAL_OPTIONS };
  const words = Object.entries(all)
    .filter(([name, { many }]) => many || !used.has(name))
    .flatMap(([name, { help, negatable }]) => [
      { value: `--${name}`, help },
      ...(negatable ? [{ value: `--no-${name}`, help: `Not: ${help}` }] : []),
    ]);
  const more = others.map((name) => ({ value: `--${name}`, help: "A map option" }));
  return { what: "words", words: [...words, ...more] };
}
