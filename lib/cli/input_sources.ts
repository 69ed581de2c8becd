/**
 * Where `htmap map` takes its inputs from.
 *
 * @module
 */

import type { range } from "../base/range.ts";
import { UsageError } from "./failures.ts";
import { parseSequence } from "./inputs/cbor.ts";
import { typed } from "./inputs/cell_types.ts";
import { parseJson } from "./inputs/json.ts";
import { openFile } from "./inputs/open_file.ts";
import { filesAsInputs } from "./inputs/sent_files.ts";
import { parseTable } from "./inputs/tables.ts";
import { INPUT_FORMATS, type InputFormat } from "./value_formats.ts";
import { checkOnce } from "./standard_input.ts";
import { combinations, linesOf, type ProgramAndLists } from "./inputs/words.ts";

/** The forms that inputs are read in, and what files of each are called. */
const FORMATS: Readonly<Record<InputFormat, { name: string; endings: readonly string[] }>> = {
  jsonl: { name: "JSON, a value a line", endings: [".jsonl", ".ndjson"] },
  json: { name: "a JSON array", endings: [".json"] },
  csv: { name: "comma-separated values", endings: [".csv"] },
  tsv: { name: "tab-separated values", endings: [".tsv"] },
  lines: { name: "lines of text", endings: [".txt"] },
  cbor: { name: "CBOR", endings: [".cbor"] },
};

/** What the user said of the inputs. */
export interface InputChoice {
  /** A file; `-` is standard input. */
  file: string | undefined;
  /** The form of the inputs, if the user named it. */
  format?: InputFormat | undefined;
  /** The numbers. */
  numbers: ReturnType<typeof range> | undefined;
  /** Whether each input is a list of arguments. */
  star: boolean;
  /** Files that are the inputs. */
  files?: readonly string[];
  /** Whether the names of such on standard input are separated by NUL. */
  separated?: boolean;
  /** Lists of words, all combinations of which are the inputs. */
  lists?: ProgramAndLists["lists"];
  /** What separates the columns of a line of text. */
  columns?: RegExp | undefined;
  /** Whether text becomes the numbers and so on that it looks like. */
  types?: boolean;
  /** Whether they are for a program, which takes text. */
  forProgram?: boolean;
}

/** Argument lists, one a component. */
export type ArgumentLists =
  | AsyncIterable<unknown[]>
  | (Iterable<unknown[]> & { readonly length: number });

/**
 * Opens the inputs.
 *
 * @param choice What the user said of them.
 * @param signal Stops the reading.
 * @returns The argument lists, one a component.
 * @throws {UsageError} If what the user said does not go together.
 * @throws {HTMapError} If there is no such file.
 */
export async function openInputs(choice: InputChoice, signal: AbortSignal): Promise<ArgumentLists> {
  const { numbers, files = [], lists = [], types = false, columns } = choice;
  checkChoice(choice);
  if (numbers !== undefined) {
    return { length: numbers.length, [Symbol.iterator]: () => asArguments(numbers) };
  }
  if (files.length > 0) {
    return await filesAsInputs(files, { separated: choice.separated ?? false, signal });
  }
  if (lists.length > 0) {
    const words = await combinations(lists, { columns, signal });
    return types ? { length: words.length, [Symbol.iterator]: () => typedLists(words) } : words;
  }
  return await readInputs(choice, signal);
}

/** Refuses what does not go together. */
function checkChoice(choice: InputChoice): void {
  const { file, format, numbers, star, files = [], lists = [], types } = choice;
  const sources = [
    ...file === undefined ? [] : ["--inputs"],
    ...numbers === undefined ? [] : ["--range"],
    ...files.length === 0 ? [] : ["--files"],
    ...lists.length === 0 ? [] : ["a list, such as ::: or --arg-file"],
  ];
  if (sources.length > 1) {
    throw new UsageError(`Give either ${sources.join(" or ")}: the inputs come from one of them`);
  }
  const [source] = sources;
  if (choice.separated && source !== "--files") {
    throw new UsageError("--null is about names of files on standard input: give --files -");
  }
  if (types && choice.forProgram) {
    throw new UsageError("--types is for functions: a program is told text as it is. Leave it out");
  }
  checkOnce(lists.flatMap(({ kind, words }) => kind === "files" ? words : []));
  if (source === undefined || source === "--inputs") return;
  if (format !== undefined) {
    throw new UsageError(`Give either ${source} or --input-format: only what is read has a format`);
  }
  if (star) {
    throw new UsageError(`With --star the inputs are lists of arguments, and ${source} gives none`);
  }
  if (types && lists.length === 0) {
    throw new UsageError(`--types is about text, and ${source} gives none`);
  }
  if (choice.separated && !files.includes("-")) {
    throw new UsageError("--null is about names of files on standard input: give --files -");
  }
  if (choice.columns && lists.length === 0) {
    throw new UsageError(`--colsep is about lines of text, and ${source} gives none`);
  }
}

function* asArguments(inputs: Iterable<unknown>): Generator<unknown[]> {
  for (const input of inputs) yield [input];
}

function* typedLists(lists: Iterable<string[]>): Generator<unknown[]> {
  for (const words of lists) yield words.map(typed);
}

/** Reads inputs from a file or standard input. */
async function readInputs(choice: InputChoice, signal: AbortSignal): Promise<ArgumentLists> {
  const { file = "-", star, types = false, columns, forProgram = false } = choice;
  const named = choice.format ?? formatOfName(file);
  const format = named ?? (forProgram || columns ? "lines" : undefined);
  const name = format === undefined ? "JSON lines" : FORMATS[format].name;
  if (columns && format !== "lines") {
    throw new UsageError(`--colsep is about lines of text: give --input-format lines`);
  }
  if (types && format !== "csv" && format !== "tsv" && format !== "lines") {
    throw new UsageError(`--types is about text, such as CSV; ${name} has types itself`);
  }
  if (choice.file === undefined && Deno.stdin.isTerminal()) {
    throw new UsageError(
      `There are no inputs. Give --range 0:10, --inputs FILE, --files FILE…, ::: WORD…, or ${name} on ` +
        "standard input",
    );
  }
  const bytes = await openFile(file, name);
  const source = file === "-" ? "standard input" : file;
  const table = { types, asArguments: star || forProgram, signal };
  switch (format) {
    case "cbor":
      return parseSequence(bytes, source, star, signal);
    case "csv":
      return parseTable(bytes, source, { separator: ",", ...table });
    case "tsv":
      return parseTable(bytes, source, { separator: "\t", ...table });
    case "lines":
      return parseWords(bytes, source, choice, signal);
    case "jsonl":
      return parseJson(bytes, source, { form: "lines", star, signal });
    case "json":
      return parseJson(bytes, source, { form: "array", star, signal });
    case undefined:
      return parseJson(bytes, source, { form: "either", star, signal });
  }
}

/** What a file has in it, by its name. */
function formatOfName(file: string): InputFormat | undefined {
  return INPUT_FORMATS.find((format) =>
    FORMATS[format].endings.some((ending) => file.toLowerCase().endsWith(ending))
  );
}

async function* parseWords(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  { columns, types, star }: InputChoice,
  signal: AbortSignal,
): AsyncGenerator<unknown[]> {
  if (star && !columns) {
    throw new UsageError(
      "With --star a line is a list of arguments: say with --colsep what separates them",
    );
  }
  for await (const line of linesOf(bytes, source, signal)) {
    const words = columns ? line.split(columns) : [line];
    yield types ? words.map(typed) : words;
  }
}
