/**
 * What a command is: one table that its parsing and its help both come from.
 *
 * @module
 */

/** An option of a command. Its name is its key in the command's table, in `kebab-case`. */
export interface Option {
  /** What it does, in a sentence without a full stop. */
  readonly help: string;
  /** What its value is called in the help; an option without it is a flag. */
  readonly value?: string;
  /** Its one-letter form. */
  readonly short?: string;
  /** It may be given several times. */
  readonly many?: true;
  /** Two values are refused, where of others the last one counts: one would be lost without a word. */
  readonly once?: true;
  /** Its value where none follows it. */
  readonly bare?: string;
  /** With `many`: it takes all that follows it, up to the next option. */
  readonly greedy?: true;
  /** A flag that is on unless `--no-…` is given. */
  readonly negatable?: true;
  /** A flag with `--no-…` that is `undefined` where neither is given: it says what happens then. */
  readonly otherwise?: string;
  /** The values it can take. */
  readonly choices?: readonly string[];
  /** It has to be given. */
  readonly required?: true;
  /** Its value if it is not given. */
  readonly default?: string;
  /** Makes something of its value; throws an `Error` that says what the value should be. */
  readonly parse?: (text: string) => unknown;
}

/** The options of a command, by name. */
export type Options = Readonly<Record<string, Option>>;

type Text<S extends Option> = S extends { parse: (text: string) => infer T } ? T
  : S extends { choices: readonly (infer C)[] } ? C
  : string;

/** What parsing gives for an option. */
type OptionValue<S extends Option> = S extends { many: true } ? Text<S>[]
  : S extends { value: string }
    ? S extends { default: string } | { required: true } ? Text<S> : Text<S> | undefined
  : S extends { otherwise: string } ? boolean | undefined
  : boolean;

/** What parsing gives for a table of options. */
export type OptionValues<O extends Options> = { [K in keyof O]: OptionValue<O[K]> };

/** What parsing gives for parameters: `"TAG"` is needed, `"[TAG]"` may be left out, `"TAG…"` repeats. */
export type ArgumentValues<P extends readonly string[]> = P extends
  readonly [infer First extends string, ...infer Rest extends readonly string[]]
  ? First extends `${string}…${string}` ? string[]
  : First extends `[${string}]` ? [string?, ...ArgumentValues<Rest>]
  : [string, ...ArgumentValues<Rest>]
  : [];

/** A command line, taken apart. */
export interface Invocation<A, O> {
  /** What was not an option. */
  readonly args: A;
  /** The options by name. */
  readonly options: O;
  /** What begins with one of the command's {@linkcode CommandTable.restFrom}, that word included. */
  readonly rest: readonly string[];
  /** Whether stack traces are wanted. */
  readonly verbose: boolean;
  /** The table of all commands, for what tells of them. */
  readonly commands: CommandsByHeading;
}

/** All of a command but what it does. */
interface CommandTable<P, O> {
  /** What it takes besides options; see {@linkcode ArgumentValues}. */
  readonly parameters: P;
  readonly options: O;
  /** What the help says below the summary, in whole sentences. */
  readonly description?: string;
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [commandLine: string, whatItDoes: string])[];
  /** The words from which on nothing is htmap's: they and what follows are handed over as they are. */
  readonly restFrom?: readonly string[];
  /** How it is called, a line each without its name, where the parameters do not tell it. */
  readonly usage?: readonly string[];
  /** Options that are not in the table: `--NAME VALUE` is `--AS NAME=VALUE`. */
  readonly others?: {
    /** The option of the table that takes them. */
    readonly as: string;
    /** Those that are known; any other with an underscore is such an option, too. */
    readonly names: readonly string[];
  };
  /** What follows the first argument is not htmap's, and passed on as it is. */
  readonly passesOn?: true;
  /** The process is not ended when the command is done, since what it started may go on. */
  readonly lingers?: true;
}

/** The table a command is made from. */
export interface CommandDefinition<P extends readonly string[], O extends Options>
  extends CommandTable<P, O> {
  /** Does it, and gives the exit code if that is not 0. */
  run(invocation: Invocation<ArgumentValues<P>, OptionValues<O>>): Promise<number | void>;
}

/** A command whose own types have been forgotten, so that all commands fit in a table. */
export interface Command extends CommandTable<readonly string[], Options> {
  /** Does it, and gives the exit code if that is not 0. */
  run(
    invocation: Invocation<readonly string[], Readonly<Record<string, unknown>>>,
  ): Promise<number | void>;
}

/** What a command and a group of commands have in common. */
export interface Named {
  /** What it does, in a line without a full stop. */
  readonly summary: string;
  /** What else people call it: no names of it, but who uses one is told its name. */
  readonly aliases?: readonly string[];
}

/** A command, before it is loaded. */
export interface CommandEntry extends Named {
  readonly load: () => Promise<Command>;
}

/** Commands under a common name, such as those of `htmap rerun`. */
export interface CommandGroup extends Named {
  readonly commands: Readonly<Record<string, CommandEntry>>;
  /** Which of them is meant by a command line that names none, but has one of these options. */
  readonly implied?: { readonly command: string; readonly by: readonly string[] };
}

/** Commands by heading and name. */
export type CommandsByHeading = Readonly<
  Record<string, Readonly<Record<string, CommandEntry | CommandGroup>>>
>;

/**
 * Makes a command; its options and arguments have their types in `run`.
 *
 * @param definition The command's table.
 * @returns The command.
 */
export function defineCommand<const P extends readonly string[], const O extends Options>(
  definition: CommandDefinition<P, O>,
): Command {
  // parse() gives `run` exactly what the table says, which is what its types are made from.
  return definition as unknown as Command;
}
