/**
 * The command line: picks the command, and turns whatever happens into an exit code.
 *
 * What every call needs is loaded here; all else when its command is called, so that `htmap --version`
 * and `htmap execute` start fast.
 *
 * @module
 */

import { version } from "../base/version.ts";
import type { CommandEntry, CommandGroup } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { reportFailure, UsageError } from "./failures.ts";
import { print } from "./output.ts";
import { commandOfGroup, pick } from "./pick.ts";

/** What HTCondor and htmap itself call: its command line is passed on as it is. */
export type InternalCommand = (args: readonly string[]) => Promise<void>;

/** The options that may stand before the name of a command. */
const GROUP_OPTIONS = ["--help", "--verbose"];

/** What shells call to complete a command line. */
const COMPLETE = "complete";

/** What goes for the whole call. */
interface Globals {
  verbose: boolean;
}

/**
 * Runs htmap.
 *
 * @param args The command line.
 * @param internal The commands that are not for people, by name.
 * @returns The exit code; `undefined` if the process is to end by itself.
 */
export async function main(
  args: readonly string[],
  internal: Readonly<Record<string, InternalCommand>>,
): Promise<number | undefined> {
  const [name = "", ...rest] = args;
  if (Object.hasOwn(internal, name)) {
    await internal[name]?.(rest);
    return undefined;
  }
  const globals: Globals = { verbose: false };
  try {
    return await dispatch(args, globals);
  } catch (error) {
    if (error instanceof UsageError) return reportFailure(error, globals);
    const { logFailure, pointToLog } = await import("./logged.ts");
    logFailure(error);
    const code = reportFailure(error, globals);
    pointToLog(error);
    return code;
  }
}

async function dispatch(args: readonly string[], globals: Globals): Promise<number | undefined> {
  const [first = "--help", ...rest] = args;
  if (first === "--version" || first === "-V") {
    print(`htmap ${version()}`);
    return 0;
  }
  if (first === "--help" || first === "-h") {
    print(await programHelp());
    return args.length === 0 ? 2 : 0;
  }
  if (first === COMPLETE) {
    await (await import("./completion/complete.ts")).complete(rest);
    return 0;
  }
  if (first === "help") return await dispatch([...rest, "--help"], globals);
  if (first === "--verbose" || first === "-v") {
    globals.verbose = true;
    return await dispatch(rest, globals);
  }
  const all: Record<string, CommandEntry | CommandGroup> = Object.assign(
    {},
    ...Object.values(COMMANDS),
  );
  const entry = await pick("htmap", all, first, ["--version", ...GROUP_OPTIONS]);
  if (!("commands" in entry)) return await runCommand(`htmap ${first}`, entry, rest, globals);
  return await dispatchGroup(`htmap ${first}`, entry, rest, globals);
}

async function dispatchGroup(
  name: string,
  group: CommandGroup,
  args: readonly string[],
  globals: Globals,
): Promise<number | undefined> {
  const [first = "--help", ...rest] = args;
  if (first === "--help" || first === "-h") {
    print(await groupHelp(name, group));
    return args.length === 0 ? 2 : 0;
  }
  if (first === "--verbose" || first === "-v") {
    globals.verbose = true;
    return await dispatchGroup(name, group, rest, globals);
  }
  const [command, others] = await commandOfGroup(name, group, args, GROUP_OPTIONS);
  const entry = await pick(name, group.commands, command, []);
  return await runCommand(`${name} ${command}`, entry, others, globals);
}

async function runCommand(
  name: string,
  entry: CommandEntry,
  args: readonly string[],
  globals: Globals,
): Promise<number | undefined> {
  const command = await entry.load();
  const { GLOBAL_OPTIONS, parse } = await import("./parse.ts");
  try {
    const { args: parsed, options, rest } = parse(command, args);
    if (options.verbose === true) globals.verbose = true;
    if (options.help === true) {
      const { commandHelp, helpWidth } = await import("./usage.ts");
      print(commandHelp(name, entry.summary, command, GLOBAL_OPTIONS, helpWidth()));
      return 0;
    }
    const [{ settings }, { endingAtSignals }, { logCommand, showLog }] = await Promise.all([
      import("../settings/settings.ts"),
      import("./interrupt.ts"),
      import("./logged.ts"),
    ]);
    settings.set("CLI", true);
    if (globals.verbose) showLog();
    logCommand([...name.split(" ").slice(1), ...args]);
    const run = async (): Promise<number | void> =>
      await command.run({
        args: parsed,
        options,
        rest,
        verbose: globals.verbose,
        commands: COMMANDS,
      });
    // What goes on after the command is the user's script, and signals are its own.
    const code = (command.lingers ? await run() : await endingAtSignals(run)) ?? 0;
    return command.lingers && code === 0 ? undefined : code;
  } catch (error) {
    if (error instanceof UsageError) error.command ??= name;
    throw error;
  }
}

async function programHelp(): Promise<string> {
  const [{ helpWidth, overview }, program] = await Promise.all([
    import("./usage.ts"),
    import("./program.ts"),
  ]);
  const groups = Object.entries(COMMANDS).map(([heading, commands]) => [
    heading,
    Object.entries(commands).map(([name, { summary }]) => [name, summary] as const),
  ]);
  return overview({
    name: "htmap",
    summary: program.PROGRAM_SUMMARY,
    groups: Object.fromEntries(groups),
    options: program.PROGRAM_OPTIONS,
    examples: program.PROGRAM_EXAMPLES,
    exitCodes: true,
  }, helpWidth());
}

async function groupHelp(name: string, { summary, commands }: CommandGroup): Promise<string> {
  const [{ helpWidth, overview }, { GLOBAL_OPTIONS }] = await Promise.all([
    import("./usage.ts"),
    import("./parse.ts"),
  ]);
  const lines = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  const loaded = await Promise.all(Object.values(commands).map(({ load }) => load()));
  const examples = loaded.flatMap(({ examples }) => examples.slice(0, 1));
  const groups = { Commands: lines };
  return overview({ name, summary, groups, options: GLOBAL_OPTIONS, examples }, helpWidth());
}
