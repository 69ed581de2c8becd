/**
 * `htmap map`
 *
 * @module
 */

import type { HTMap } from "../../map/map.ts";
import type { MapCallOptions } from "../../api/call_options.ts";
import { type Command, defineCommand, type OptionValues } from "../command.ts";
import { UsageError } from "../failures.ts";
import type { ArgumentLists } from "../input_sources.ts";
import { type ProgramAndLists, programAndLists, REST_BEGINS } from "../inputs/words.ts";
import { interruptible } from "../interrupt.ts";
import { checkNames, DESCRIPTORS_AS_OPTIONS, mapOptionsOf, parseOption } from "../map_options.ts";
import { note, print } from "../output.ts";
import { isInteractive } from "../../text/displays.ts";
import { checkFormat, FORMATS, INPUT_FORMATS, STDOUT_FORMS } from "../value_formats.ts";
import { parseRange } from "../values.ts";
import { goesOn } from "./wait.ts";

const OPTIONS = {
  files: {
    value: "FILE",
    short: "f",
    many: true,
    greedy: true,
    bare: "-",
    help:
      "Send each of these files or directories to a component of its own, which gets its path there; " +
      "- or nothing stands for names on standard input, one a line",
  },
  null: {
    help: "The names on standard input end with NUL, as `find -print0` writes them",
  },
  inputs: {
    value: "FILE",
    once: true,
    short: "i",
    help: "Take the inputs from a file, or from standard input if it is -",
  },
  "input-format": {
    value: "FORMAT",
    choices: INPUT_FORMATS,
    help:
      "How they are written: JSON, a value a line (jsonl) or one array (json), tables with a heading " +
      "(csv, tsv), text (lines) or CBOR (default: by the name of the file, else jsonl, or lines for a " +
      "program)",
  },
  types: { help: "Numbers, true, false and null in tables and words are that, and not text" },
  range: {
    value: "START:STOP[:STEP]",
    once: true,
    short: "r",
    parse: parseRange,
    help: "Map over the numbers from START up to, and without, STOP; STOP alone counts from 0",
  },
  "arg-file": {
    value: "FILE",
    short: "a",
    many: true,
    help: "Map over the lines of a file; with several, over all combinations",
  },
  colsep: {
    value: "REGEXP",
    parse: parseSeparator,
    help: "What separates the columns of a line or word, each of which is an argument",
  },
  star: { help: "Each input is an array, or a row: the arguments of the function" },
  send: {
    value: "FILE",
    short: "s",
    many: true,
    help: "Send a file or directory along with every component",
  },
  stdout: {
    value: "FORM",
    choices: STDOUT_FORMS,
    default: "text",
    help: "What the standard output of a program is, which is its result",
  },
  tag: {
    value: "NEW",
    once: true,
    short: "t",
    help: "The map's tag (default: three random words)",
  },
  option: {
    value: "KEY=VALUE",
    short: "o",
    many: true,
    parse: parseOption,
    help: "A map option: a submit command of HTCondor, or one of htmap's own, such as retries; " +
      "--request_memory 2GB is the same as -o request_memory=2GB",
  },
  backend: {
    value: "BACKEND",
    choices: ["auto", "htcondor", "local"],
    help: "What runs the components (default: the setting BACKEND)",
  },
  "dry-run": { short: "n", help: "Make nothing, and show what would be submitted" },
  wait: { help: "Wait until the map has finished" },
  results: {
    value: "FORMAT",
    choices: FORMATS,
    help:
      "Wait, and print the results in place of the tag, as `htmap results --format FORMAT` does",
  },
  quiet: { short: "q", help: "Print nothing but the tag, and no progress bar" },
} as const;

/** Maps a function of a file, or a program, over inputs. */
export const command: Command = defineCommand({
  parameters: ["[FILE[#EXPORT]]"],
  usage: ["FILE[#EXPORT] [::: WORD…]…", "-- PROGRAM [ARGUMENT…] [::: WORD…]…"],
  options: OPTIONS,
  restFrom: REST_BEGINS,
  others: DESCRIPTORS_AS_OPTIONS,
  description:
    "Maps the export EXPORT of FILE, its default export if none is named, or a program, and prints the " +
    "map's tag. A function gets each input as its argument; for a program {} stands for it, {0} and {1} for the " +
    "elements of an argument list, and if no place is named it comes last. A program that is a path here is " +
    "sent along, and its standard output is the result.\n\n" +
    "Words after ::: are inputs. Several lists are combined, the last one fastest; :::+ takes a list together " +
    "with the one before, and :::: names files whose lines are the words. Without any of these, inputs are " +
    "read from standard input. The forms in which `htmap results` writes what JSON lacks, such as a Date, are " +
    "read back. CBOR lacks nothing.",
  examples: [
    ["htmap map double.ts --range 0:10 --tag dbl", "Map the default export over 0 to 9"],
    ["htmap map count.ts --files data/*.csv", "Send each file to a component, which gets its path"],
    [
      "find data -name '*.csv' | htmap map count.ts --files -",
      "The same, with names from a program",
    ],
    [
      "htmap map --tag sweep --send model.dat -- ./pi {0} {1} ::: 1 2 3 ::: a b",
      "Run a program with all combinations, and a file that it reads",
    ],
    ["seq 10 | htmap map -- ./pi {}", "Run a program for each line"],
    [
      "htmap map stats.ts#mean --inputs samples.jsonl --request_memory 500MB",
      "Map an export over the lines of a file",
    ],
    ["htmap map fit.ts --inputs runs.csv --types", "Map over the rows of a table, an object each"],
    ["htmap map double.ts --range 1000 -o chunk=50 --dry-run", "See what would be submitted"],
    ["htmap results dbl | htmap map double.ts", "Map over the results of another map"],
    [
      "htmap results dbl --format cbor | htmap map double.ts --input-format cbor",
      "The same, with large results or such as JSON has no form for",
    ],
  ],
  async run({ args: [file], rest, options, verbose }): Promise<number> {
    const { option, backend, wait, quiet, results, tag } = options;
    if (results) checkFormat(results);
    checkNames(option);
    const given = { ...programAndLists(rest), file };
    checkFunction(given, options);
    let made: HTMap | undefined;
    return await interruptible(
      async (signal) => {
        const { checkSendable } = await import("../inputs/sent_files.ts");
        for (const path of options.send) await checkSendable(path);
        const { func, argumentLists } = await whatToMap(given, options, signal);
        const sent = options.send.map((path) => ["fixedInputFiles", path] as const);
        const mapOptions = mapOptionsOf([...option, ...sent]);
        const how: MapCallOptions = { tag, mapOptions, quiet, backend, signal };
        if (options["dry-run"]) return await showPlan(func, argumentLists, how);
        const { starmap } = await import("../../api/mapping.ts");
        const map = await starmap(func, argumentLists, how);
        if (signal.aborted) {
          await map.remove(); // it was too late to stop the making
          signal.throwIfAborted();
        }
        made = map;
        if (results) {
          if (!quiet && !Deno.stderr.isTerminal()) note(`The map is ${made.tag}`); // a terminal has it
          const { printResults } = await import("../print_results.ts");
          return await printResults(made, results, { timeout: Infinity, signal, verbose });
        }
        print(made.tag);
        // Between other programs it says nothing; `htmap wait` does.
        if (wait) await made.wait({ showProgressBar: !quiet && isInteractive(), signal });
        return 0;
      },
      () => made ? goesOn([made.tag]) : "Stopped. No map was made",
    );
  },
});

/** What to map: a function of a file, or a program, and perhaps lists of words. */
type Given = ProgramAndLists & { readonly file: string | undefined };

type MapOptionValues = OptionValues<typeof OPTIONS>;

function checkFunction({ file, program }: Given, { files, stdout }: MapOptionValues): void {
  if (file !== undefined && program) {
    throw new UsageError(
      `Name either a function, ${file}, or a program after --. What a program needs is named with --send`,
    );
  }
  if (file === undefined && !program) {
    const swallowed = files.length > 1 ? ". --files takes all that follows it: name it before" : "";
    throw new UsageError(`FILE[#EXPORT], or -- and a program, is missing${swallowed}`);
  }
  if (!program && stdout !== "text") {
    throw new UsageError("--stdout is about the output of a program: name one after --");
  }
}

/** Reads what to map, and over what. */
async function whatToMap(
  { file, program, lists }: Given,
  options: MapOptionValues,
  signal: AbortSignal,
): Promise<{ func: (...args: unknown[]) => unknown; argumentLists: ArgumentLists }> {
  const { colsep: columns, stdout, send: sent, types, star } = options;
  const { openInputs } = await import("../input_sources.ts");
  const named = options["arg-file"].map((name) => (
    { kind: "files", linked: false, words: [name] } as const
  ));
  const all = [...named, ...lists];
  const argumentLists = async (): Promise<ArgumentLists> =>
    await openInputs({
      ...{ file: options.inputs, format: options["input-format"], numbers: options.range },
      ...{ files: options.files, separated: options.null, lists: all, columns },
      ...{ star, types, forProgram: program !== undefined },
    }, signal);
  if (!program) {
    const { functionOf } = await import("../named_function.ts");
    return { func: await functionOf(file ?? ""), argumentLists: await argumentLists() };
  }
  const { programOf } = await import("../named_program.ts");
  const words = columns ? undefined : Math.max(1, all.length);
  const { func, notes } = await programOf(program, { stdout, words, sent });
  if (!options.quiet) notes.forEach(note);
  return { func, argumentLists: await argumentLists() };
}

/** Shows what would be submitted. */
async function showPlan(
  func: (...args: unknown[]) => unknown,
  argumentLists: ArgumentLists,
  how: MapCallOptions,
): Promise<number> {
  const { planText } = await import("../plan_text.ts");
  print(await planText(func, argumentLists, how));
  return 0;
}

/** Reads what separates columns. */
function parseSeparator(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`it must be a regular expression, such as , or \\t or "\\s+" (${why})`);
  }
}
