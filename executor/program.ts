/**
 * Running an external program as a component.
 *
 * @module
 */

import { TransferPath } from "../lib/base/transfer_path.ts";
import type { ProgramOutput } from "../lib/wire/module.ts";

/**
 * Makes a function that runs a program.
 *
 * @param argv The program and its arguments, with places for the input.
 * @param stdout What becomes of its standard output.
 * @returns The function: it takes the input, and gives what the program wrote.
 */
export function programFunction(
  argv: readonly string[],
  stdout: ProgramOutput,
): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    const [name, ...rest] = argv.map((arg) => fill(arg, args));
    if (name!.startsWith("./")) await makeExecutable(name!);
    const command = new Deno.Command(name!, { args: rest, stdin: "null" });
    const { code, signal, stdout: out, stderr } = await command.output();
    const said = new TextDecoder().decode(stderr);
    if (code !== 0) {
      const how = signal ? `was ended by the signal ${signal}` : `ended with the exit code ${code}`;
      throw new Error(`${name} ${how}. ${said ? `It said:\n${said}` : "It said nothing"}`);
    }
    Deno.stderr.writeSync(stderr);
    return outputOf(new TextDecoder().decode(out), stdout, name!);
  };
}

/** A file that was transferred may have lost its mode on the way. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await Deno.stat(path);
  if (mode !== null && (mode & 0o100) === 0) await Deno.chmod(path, mode | 0o500);
}

/** Puts the input in its places. */
function fill(arg: string, args: readonly unknown[]): string {
  return arg.replace(/\{(\d+|\.|\/|\/\/|\/\.)?\}/g, (_, place: string | undefined) => {
    if (place !== undefined && /^\d+$/.test(place)) return textOf(args[Number(place)]);
    const input = args.map(textOf).join(" ");
    const slash = input.lastIndexOf("/");
    const base = input.slice(slash + 1);
    switch (place) {
      case ".":
        return input.slice(0, slash + 1) + withoutExtension(base);
      case "/":
        return base;
      case "//":
        return slash < 0 ? "." : input.slice(0, slash);
      case "/.":
        return withoutExtension(base);
      default:
        return input;
    }
  });
}

function withoutExtension(base: string): string {
  return base.replace(/(?<=.)\.[^.]*$/, "");
}

function textOf(value: unknown): string {
  if (value instanceof TransferPath || value instanceof URL) return String(value);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function outputOf(text: string, stdout: ProgramOutput, name: string): unknown {
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
        throw new Error(`${name} did not write JSON, but: ${start}`, { cause: error });
      }
  }
}
