/**
 * Mapping an external program.
 *
 * @module
 */

import { basename } from "node:path";
import { checkOptionKeys, shown } from "../base/arguments.ts";
import { InvalidOption } from "../base/errors.ts";
import { localPath, type TransferPath } from "../base/transfer_path.ts";
import { asSent, isSent, programFunction } from "../store/function/program_function.ts";
import { templateOf } from "../store/function/program_places.ts";
import type { FunctionReference } from "./function_reference.ts";
import { programFile, setReference } from "./modules/references.ts";

/** Options for {@linkcode program}. */
export interface ProgramOptions {
  /**
   * What the result is: the whole standard output as text, the value it is the JSON of, its lines, or
   * its bytes. For all but the bytes it must be UTF-8.
   *
   * @default {"text"}
   */
  stdout?: "text" | "json" | "lines" | "bytes";
}

/** A program and its arguments. */
export type ProgramArguments =
  | readonly [string | URL | TransferPath, ...string[]]
  | readonly string[];

const OUTPUTS: readonly unknown[] = ["text", "json", "lines", "bytes"];

/**
 * Makes a function of an external program, to be mapped, to be called here, or to be used inside a
 * mapped function.
 *
 * In its arguments, `{}` is the input, `{0}`, `{1}`, … are the elements of an argument tuple, which
 * count from 0; as in GNU parallel, `{.}` is the input without its file extension, `{/}` its last path
 * component, `{//}` its directory and `{/.}` its last path component without extension. Text, numbers
 * and the like are put there as they are, dates as in ISO 8601, objects and arrays as JSON. Other
 * braces are left alone if there is anything in them but letters, digits and `_ . / # % -`, if a `$` is
 * before them, or if they are doubled; with a backslash before them, in TypeScript `"\\{0}"`, they are
 * mere text.
 *
 * What is put inside a shell's command is read by that shell: a name such as `; rm -rf ~` would be run.
 * Give the shell the input as an argument of its own, as below, and `"$1"` is never more than a text.
 *
 * A program given by a relative path, such as `./simulate`, is sent along, and so is one given as a
 * `TransferPath` or as a `file:` URL; any other is one of the execute node. Its standard output is the result. If it ends with another exit code than 0 the
 * component fails.
 *
 * @param argv The program and its arguments.
 * @param options What the result is.
 * @returns The function. It throws if an argument for a place is missing, or cannot be told a program;
 *   of a map this is found out when it is made.
 * @throws {errors.InvalidArgument} If a URL of the program is not one of this machine.
 * @throws {errors.InvalidOption} If no program is named, if one of its arguments is no text, if its output
 *   cannot become what is asked for, or if there is a place that is none of these.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const greet = htmap.program<[string]>(["echo", "Hello,", "{}"], { stdout: "lines" });
 * const greetings = await htmap.map(greet, ["Ada", "Emmy"]);
 * console.log(await greetings.toArray()); // [["Hello, Ada"], ["Hello, Emmy"]]
 * await greetings.remove();
 *
 * const upper = htmap.program<[string]>(["sh", "-c", 'printf %s "$1" | tr a-z A-Z', "sh", "{}"]);
 * console.log(await upper("here, too")); // HERE, TOO
 * ```
 */
export function program<A extends unknown[] = unknown[]>(
  argv: ProgramArguments,
  options: ProgramOptions & { stdout: "lines" },
): FunctionReference<A, string[]>;
/** Makes a function of an external program that writes JSON; see the form above. */
export function program<A extends unknown[] = unknown[]>(
  argv: ProgramArguments,
  options: ProgramOptions & { stdout: "json" },
): FunctionReference<A, unknown>;
/** Makes a function of an external program that writes anything but text; see the form above. */
export function program<A extends unknown[] = unknown[]>(
  argv: ProgramArguments,
  options: ProgramOptions & { stdout: "bytes" },
): FunctionReference<A, Uint8Array<ArrayBuffer>>;
/** Makes a function of an external program that writes text; see the form above. */
export function program<A extends unknown[] = unknown[]>(
  argv: ProgramArguments,
  options?: ProgramOptions,
): FunctionReference<A, string>;
export function program(
  argv: ProgramArguments,
  options: ProgramOptions = {},
): FunctionReference<unknown[], unknown> {
  if (!Array.isArray(argv)) {
    throw new InvalidOption(
      `program() takes a list of the program and its arguments, such as program(["echo", "{}"]), but it ` +
        `was given ${Deno.inspect(argv)}. Give a list`,
    );
  }
  checkOptionKeys("program()", options, ["stdout"]);
  const { stdout = "text" } = options;
  if (!argv[0]) throw new InvalidOption("program([]) names no program. Give it and its arguments");
  if (!OUTPUTS.includes(stdout)) {
    throw new InvalidOption(
      `program(…, { stdout: ${
        JSON.stringify(stdout)
      } }) is not possible: stdout is "text", "json", "lines" or "bytes". Choose one of these`,
    );
  }
  const [first, ...rest] = argv;
  rest.forEach(checkArgument);
  const own = typeof first === "object" ? localPath(first) : undefined;
  const path = own === undefined ? String(first) : `./${basename(own)}`;
  const file = own ?? (isSent(path) ? programFile(path) : undefined);
  const there = asSent([path, ...rest.map(String)]);
  const func = programFunction(there, stdout, file);
  setReference(func, {
    kind: "program",
    argv: there,
    templates: there.map(templateOf),
    stdout,
    file,
  });
  return func;
}

/** Numbers are taken as well: there is nothing else that they could mean. */
function checkArgument(arg: unknown): void {
  if (typeof arg === "number" || (typeof arg === "string" && !arg.includes("\0"))) return;
  throw new InvalidOption(
    `program() cannot give a program the argument ${shown(arg)}, which ${
      typeof arg === "string" ? "has a NUL character" : "is no text"
    }. Give text; what differs from component to component is an input, for the place {}`,
  );
}
