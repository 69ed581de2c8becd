/**
 * Mapping an external program.
 *
 * @module
 */

import { InvalidOption } from "../base/errors.ts";
import { workingDirectory } from "../base/files.ts";
import type { ProgramOutput } from "../wire/module.ts";
import { FunctionReference } from "./function_reference.ts";

/** Options for {@linkcode program}. */
export interface ProgramOptions {
  /**
   * What the result is: the whole standard output, the value it is the JSON of, or its lines.
   *
   * @default {"text"}
   */
  stdout?: "text" | "json" | "lines";
}

/** An external program as a function: its arguments, with places for the input. */
export class ProgramReference<A extends unknown[] = unknown[], O = unknown>
  extends FunctionReference<A, O> {
  /** The file of the program, if it is one to be sent along. */
  readonly file: string | undefined;
  /** The program and its arguments, as they are on the execute node. */
  readonly argv: readonly string[];

  /**
   * @param argv The program and its arguments.
   * @param stdout What becomes of its standard output.
   */
  constructor(argv: readonly string[], readonly stdout: ProgramOutput) {
    super(argv[0] ?? "", argv[0] ?? "");
    const name = argv[0] ?? "";
    this.file = name.includes("/") && !name.startsWith("/")
      ? `${workingDirectory()}/${name}`.replaceAll("/./", "/")
      : undefined;
    const base = name.slice(name.lastIndexOf("/") + 1);
    this.argv = this.file === undefined ? argv : [`./${base}`, ...argv.slice(1)];
  }
}

/**
 * Makes a function to map of an external program.
 *
 * In its arguments, `{}` is the input, `{0}`, `{1}`, … are the elements of an argument tuple; as in
 * GNU parallel, `{.}` is the input without its file extension, `{/}` its last path component,
 * `{//}` its directory and `{/.}` its last path component without extension. A program given by a
 * relative path, such as `./simulate`, is sent along; any other is one of the execute node. Its
 * standard output is the result. If it ends with another exit code than 0 the component fails.
 *
 * @param argv The program and its arguments.
 * @param options What the result is.
 * @returns The function, to be given to `map`.
 * @throws {errors.InvalidOption} If no program is named, or its output cannot become what is asked for.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const greet = htmap.program<[string]>(["echo", "Hello,", "{}"], { stdout: "lines" });
 * const greetings = await htmap.map(greet, ["Ada", "Emmy"]);
 * console.log(await greetings.toArray()); // [["Hello, Ada"], ["Hello, Emmy"]]
 * await greetings.remove();
 * ```
 */
export function program<A extends unknown[] = unknown[]>(
  argv: readonly string[],
  options: ProgramOptions & { stdout: "lines" },
): FunctionReference<A, string[]>;
/** Makes a function to map of an external program that writes JSON; see the form above. */
export function program<A extends unknown[] = unknown[]>(
  argv: readonly string[],
  options: ProgramOptions & { stdout: "json" },
): FunctionReference<A, unknown>;
/** Makes a function to map of an external program that writes text; see the form above. */
export function program<A extends unknown[] = unknown[]>(
  argv: readonly string[],
  options?: ProgramOptions,
): FunctionReference<A, string>;
export function program(
  argv: readonly string[],
  options: ProgramOptions = {},
): FunctionReference<unknown[], unknown> {
  if (!Array.isArray(argv)) {
    throw new InvalidOption(
      `program() takes a list of the program and its arguments, such as program(["echo", "{}"]), but it ` +
        `was given ${Deno.inspect(argv)}. Give a list`,
    );
  }
  const stdout = options.stdout ?? "text";
  if (!argv[0]) throw new InvalidOption("program([]) names no program. Give it and its arguments");
  if (!["text", "json", "lines"].includes(stdout)) {
    throw new InvalidOption(
      `program(…, { stdout: ${
        JSON.stringify(stdout)
      } }) is not possible: stdout is "text", "json" or "lines"`,
    );
  }
  return new ProgramReference(argv.map(String), stdout);
}
