/**
 * Inputs as words of the command line and lines of files, and their combinations, as GNU parallel has them:
 * `::: 1 2 3 ::: a b` is each word of one list with each of the other, the last list fastest, and `:::+`
 * takes a list together with the one before it.
 *
 * @module
 */

import { UsageError } from "../failures.ts";
import { openFile } from "./open_file.ts";
import { lines } from "../lines.ts";

/** Where the words of a list are. */
interface ListSource {
  /** The words themselves, or files whose lines they are. */
  readonly kind: "words" | "files";
  /** Whether it goes together with the list before it. */
  readonly linked: boolean;
  readonly words: readonly string[];
}

/** What of a command line is not htmap's: a program and its arguments, and lists of words. */
export interface ProgramAndLists {
  /** The program and its arguments; `undefined` if there is none. */
  readonly program: readonly string[] | undefined;
  readonly lists: readonly ListSource[];
}

/** What begins a list. */
const BEGINNINGS: Readonly<Record<string, Pick<ListSource, "kind" | "linked">>> = {
  ":::": { kind: "words", linked: false },
  ":::+": { kind: "words", linked: true },
  "::::": { kind: "files", linked: false },
  "::::+": { kind: "files", linked: true },
};

/** The words from which on a command line is not htmap's. */
export const REST_BEGINS: readonly string[] = ["--", ...Object.keys(BEGINNINGS)];

/**
 * Takes apart what of a command line is not htmap's.
 *
 * @param rest Such as `["--", "./pi", "{0}", ":::", "1", "2"]`.
 * @returns The program and the lists.
 * @throws {UsageError} If there is no program after `--`, a list has no words, or the first one is to go
 *   together with one before it.
 */
export function programAndLists(rest: readonly string[]): ProgramAndLists {
  const sections: string[][] = [];
  for (const word of rest) {
    if (sections.length === 0 || Object.hasOwn(BEGINNINGS, word)) sections.push([word]);
    else sections.at(-1)?.push(word);
  }
  const hasProgram = sections[0]?.[0] === "--";
  const [, ...program] = hasProgram ? sections.shift() ?? [] : [];
  if (hasProgram && (program[0] ?? "") === "") {
    throw new UsageError(
      "There is no program after --. Name it and its arguments, as in -- ./pi {}",
    );
  }
  const lists = sections.map(([beginning = "", ...words], index): ListSource => {
    if (words.length === 0) {
      throw new UsageError(
        `${beginning} has no ${
          beginning.startsWith("::::") ? "file" : "word"
        } after it. Give one or more`,
      );
    }
    const { kind = "words", linked = false } = BEGINNINGS[beginning] ?? {};
    if (linked && index === 0) {
      throw new UsageError(`${beginning} goes together with the list before it, and there is none`);
    }
    return { kind, linked, words };
  });
  return { program: hasProgram ? program : undefined, lists };
}

/** One combination of words: the arguments of a component. */
type Words = readonly string[];

/** How lists are read. */
export interface ListOptions {
  /** What separates the columns of a word, each of which is an argument. */
  readonly columns: RegExp | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads lists, and gives their combinations.
 *
 * @param sources The lists, at least one.
 * @param options How they are read.
 * @returns The combinations, one a component, made as they are looped over.
 * @throws {HTMapError} If a file cannot be read.
 */
export async function combinations(
  sources: readonly ListSource[],
  options: ListOptions,
): Promise<Iterable<string[]> & { readonly length: number }> {
  const factors: Words[][] = [];
  for (const source of sources) {
    const list = await readList(source, options);
    const before = source.linked ? factors.pop() : undefined;
    factors.push(before ? together(before, list) : list);
  }
  return {
    length: factors.reduce((product, { length }) => product * length, 1),
    [Symbol.iterator]: () => product(factors),
  };
}

async function readList(
  { kind, words }: ListSource,
  { columns, signal }: ListOptions,
): Promise<Words[]> {
  const list: Words[] = [];
  const take = (word: string): void => {
    list.push(columns ? word.split(columns) : [word]);
  };
  if (kind === "words") words.forEach(take);
  for (const file of kind === "files" ? words : []) {
    for await (const word of linesOf(await openFile(file, "lines"), file, signal)) take(word);
  }
  return list;
}

/** The shorter of two lists says how many there are, as in GNU parallel. */
function together(first: readonly Words[], second: readonly Words[]): Words[] {
  return first.slice(0, second.length).map((words, index) => [...words, ...second[index] ?? []]);
}

function* product([first, ...others]: readonly Words[][]): Generator<string[]> {
  for (const words of first ?? []) {
    if (others.length === 0) yield [...words];
    else for (const rest of product(others)) yield [...words, ...rest];
  }
}

/**
 * Reads lines as words.
 *
 * @param bytes What to read.
 * @param source What to call it in an error.
 * @param signal Stops the reading.
 * @param advice What to do if it is not UTF-8, where that is not what is done with other inputs.
 * @returns The lines, without what ends them; empty ones are left out.
 */
export async function* linesOf(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  source: string,
  signal: AbortSignal,
  advice?: string,
): AsyncGenerator<string> {
  for await (const line of lines(bytes, source, signal, advice)) {
    const word = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (word !== "") yield word;
  }
}
