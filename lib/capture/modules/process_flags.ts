/**
 * The flags this process was started with, as far as they decide what an import means.
 *
 * @module
 */

import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Flags that decide what an import means. */
export interface ProcessFlags {
  /** Those that Deno's other commands understand too, with absolute paths. */
  readonly passedOn: readonly string[];
  /** The path of the lock file; `false` for none at all, `undefined` if no flag says. */
  readonly lock: string | false | undefined;
}

/** What a flag has after it. */
const VALUE_OF: Readonly<Record<string, "path" | "none" | "optional">> = {
  "--config": "path",
  "--import-map": "path",
  "--lock": "path",
  "--no-lock": "none",
  "--no-config": "none",
  "--node-modules-dir": "optional",
  "--vendor": "optional",
};

/**
 * Reads flags from a command line of Deno's.
 *
 * @param command The command line: the program, a subcommand, flags, a script and its arguments.
 * @param mainModule The URL of the script.
 * @param directory The directory that paths are relative to.
 * @returns The flags that decide what an import means.
 */
export function flagsIn(
  command: readonly string[],
  mainModule: string,
  directory: string,
): ProcessFlags {
  const passedOn: string[] = [];
  let lock: string | false | undefined;
  const absolute = (path: string): string =>
    path.startsWith("/") || /^\w+:/.test(path) ? path : `${directory}/${path}`;
  for (let at = 1; at < command.length; at++) {
    const [flag, given] = parted(command[at]!);
    if (isScript(flag, mainModule)) break;
    if (/^--unstable-[\w-]+$/.test(flag)) passedOn.push(flag);
    const kind = VALUE_OF[flag];
    if (kind === undefined) continue;
    const next = command[at + 1];
    const value = given ??
      (kind === "path" && next !== undefined && !next.startsWith("-") ? command[++at]! : undefined);
    if (flag === "--no-lock") lock = false;
    else if (flag === "--lock") lock = absolute(value ?? "deno.lock");
    else if (value === undefined) passedOn.push(flag);
    else passedOn.push(`${flag}=${kind === "path" ? absolute(value) : value}`);
  }
  return { passedOn, lock };
}

function parted(argument: string): [flag: string, value: string | undefined] {
  const text = argument.startsWith("-c") ? argument.replace(/^-c=?(.+)?$/, long) : argument;
  const at = text.startsWith("--") ? text.indexOf("=") : -1;
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function long(_: string, value: string | undefined): string {
  return value === undefined ? "--config" : `--config=${value}`;
}

/** Whether an argument is the script: all after it is the script's own. */
function isScript(argument: string, mainModule: string): boolean {
  if (argument.startsWith("-")) return argument === "-";
  const name = nameOf(URL.parse(argument) ?? pathToFileURL(argument));
  return name !== "" && name === nameOf(new URL(mainModule));
}

/** The last name of an address, for what a path was relative to may be another directory by now. */
function nameOf(url: URL): string {
  return basename(url.protocol === "file:" ? fileURLToPath(url) : url.pathname);
}

let flags: ProcessFlags | undefined;

/** @returns The flags of this process; none where the system does not tell. */
export function processFlags(): ProcessFlags {
  return flags ??= flagsIn(commandLine(), Deno.mainModule, Deno.cwd());
}

function commandLine(): string[] {
  try {
    return Deno.readTextFileSync("/proc/self/cmdline").split("\0").slice(0, -1);
  } catch {
    // Not Linux, or not permitted: imports then mean what the project's files say.
    return [];
  }
}
