/**
 * An external program as a function: that of a component, and of a script that calls it itself.
 *
 * @module
 */

import { basename } from "node:path";
import { shellWord } from "../../text/shell_word.ts";
import type { ProgramOutput } from "../../wire/module.ts";
import { argumentsNeeded, checkPlaces, filled, templateOf } from "./program_places.ts";

/** How many characters of a command are told when it has failed. */
const LONGEST_COMMAND = 2000;

/** A function that runs a program. */
export type ProgramFunction = (...args: unknown[]) => Promise<unknown>;

/** Whether a program is named by a relative path, so that its file is sent along. */
export function isSent(path: string): boolean {
  return path.includes("/") && !path.startsWith("/");
}

/**
 * Says how a program is called where it was sent to.
 *
 * @param argv The program and its arguments, as they were given.
 * @returns The same, for the directory that all files of a job are in.
 */
export function asSent([path = "", ...args]: readonly string[]): string[] {
  return [isSent(path) ? `./${basename(path)}` : path, ...args];
}

/**
 * Makes a function that runs a program.
 *
 * @param argv The program and its arguments, with places for the input.
 * @param stdout What becomes of its standard output.
 * @param file The program's file, if it is not the one that `argv` names.
 * @returns The function: it takes the input, and gives what the program wrote.
 * @throws {InvalidOption} If an argument has a place that is none.
 */
export function programFunction(
  argv: readonly string[],
  stdout: ProgramOutput,
  file?: string,
): ProgramFunction {
  const templates = argv.map(templateOf);
  const name = basename(argv[0] ?? "") || "(program)";
  const run = async (...args: unknown[]): Promise<unknown> => {
    checkPlaces(name, templates, args, "The call");
    const [first = "", ...rest] = templates.map((template) => filled(template, args));
    return await runProgram(file ?? first, rest, stdout);
  };
  return Object.defineProperties(run, {
    name: { value: name, configurable: true },
    length: { value: argumentsNeeded(templates), configurable: true },
  });
}

async function runProgram(
  path: string,
  args: readonly string[],
  stdout: ProgramOutput,
): Promise<unknown> {
  if (path.startsWith("./")) await makeExecutable(path);
  const { code, signal, stdout: written, stderr } = await outputOf(path, args);
  if (code !== 0) {
    const said = new TextDecoder().decode(stderr);
    const how = signal ? `was ended by the signal ${signal}` : `ended with the exit code ${code}`;
    const command = [path, ...args].map(shellWord).join(" ").slice(0, LONGEST_COMMAND);
    const words = said ? `It said:\n${said}` : "It said nothing";
    throw new Error(`${path} ${how}. It was called as\n  ${command}\n${words}`);
  }
  for (let at = 0; at < stderr.length;) at += Deno.stderr.writeSync(stderr.subarray(at));
  return resultOf(written, stdout, path);
}

async function outputOf(path: string, args: readonly string[]): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(path, { args: [...args], stdin: "null" }).output();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const advice = path.includes("/")
      ? "A program of a relative path is sent along from the working directory of the script or command " +
        "that makes the map. See that it is there; if it is only named where the function runs, send it " +
        "along with fixedInputFiles"
      : "A program without a path is looked for on PATH of the machine it is to run on";
    throw new Error(`${path} could not be started: ${why}. ${advice}`, { cause: error });
  }
}

/** A file that was transferred may have lost its mode on the way. */
async function makeExecutable(path: string): Promise<void> {
  const mode = await Deno.stat(path).then((info) => info.mode, () => null);
  if (mode !== null && (mode & 0o100) === 0) await Deno.chmod(path, mode | 0o500);
}

function resultOf(written: Uint8Array, stdout: ProgramOutput, path: string): unknown {
  if (stdout === "bytes") return written;
  const text = textOf(written, path);
  switch (stdout) {
    case "text":
      return text;
    case "lines":
      return text === "" ? [] : text.replace(/\n$/, "").split("\n");
    case "json":
      try {
        return JSON.parse(text);
      } catch (error) {
        const start = text.slice(0, 200);
        throw new Error(`${path} did not write JSON, but: ${start}`, { cause: error });
      }
  }
}

function textOf(written: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(written);
  } catch (error) {
    throw new Error(
      `${path} wrote ${written.length} bytes that are no text in UTF-8. Have them as they are with ` +
        'program(…, { stdout: "bytes" })',
      { cause: error },
    );
  }
}
