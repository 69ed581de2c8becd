/**
 * `htmap map`
 *
 * @module
 */

import type { HTMap } from "../../map/map.ts";
import { starmap } from "../../api/mapping.ts";
import { type Command, defineCommand } from "../command.ts";
import { INPUT_FORMATS, openInputs, parseRange } from "../input_sources.ts";
import { interruptible } from "../interrupt.ts";
import { mapOptionsOf, parseOption } from "../map_options.ts";
import { note, print } from "../output.ts";
import { checkFormat, FORMATS, printResults } from "../print_results.ts";
import { isInteractive } from "../../text/displays.ts";
import { functionOf } from "../named_function.ts";
import { goesOn } from "./wait.ts";

/** Maps a function of a file over inputs. */
export const command: Command = defineCommand({
  parameters: ["FILE[#EXPORT]"],
  options: {
    inputs: {
      value: "FILE",
      short: "i",
      help: "Take the inputs from a file, or from standard input if it is -",
    },
    "input-format": {
      value: "FORMAT",
      choices: INPUT_FORMATS,
      help:
        "How they are written: JSON, one a line, or one item of CBOR after the other (default: cbor " +
        "for a file whose name ends in .cbor, else jsonl)",
    },
    range: {
      value: "START:STOP[:STEP]",
      short: "r",
      parse: parseRange,
      help: "Map over the numbers from START up to, and without, STOP; STOP alone counts from 0",
    },
    star: { help: "Each input is an array: the arguments of the function" },
    tag: { value: "TAG", short: "t", help: "The map's tag (default: three random words)" },
    option: {
      value: "KEY=VALUE",
      short: "o",
      many: true,
      parse: parseOption,
      help: "A map option: a submit descriptor of HTCondor, or one of htmap's own, such as retries",
    },
    backend: {
      value: "BACKEND",
      choices: ["auto", "htcondor", "local"],
      help: "What runs the components (default: the setting BACKEND)",
    },
    wait: { help: "Wait until the map has finished" },
    results: {
      value: "FORMAT",
      choices: FORMATS,
      help:
        "Wait, and print the results in place of the tag, as `htmap results --format FORMAT` does",
    },
    quiet: { short: "q", help: "Print nothing but the tag, and no progress bar" },
  },
  description:
    "Maps the export EXPORT of FILE, its default export if none is named, and prints the map's tag. " +
    "Without --inputs and --range, the inputs are read from standard input. The forms in which " +
    "`htmap results` writes what JSON lacks, such as a Date, are read back. CBOR lacks nothing.",
  examples: [
    ["htmap map double.ts --range 0:10 --tag dbl", "Map the default export over 0 to 9"],
    [
      "htmap map stats.ts#mean --inputs samples.jsonl -o request_memory=500MB",
      "Map an export over the lines of a file",
    ],
    ["ls *.csv | jq -R . | htmap map count.ts", "Map over the names of files"],
    ["htmap results dbl | htmap map next.ts", "Map over the results of another map"],
    [
      "htmap results dbl --format cbor | htmap map next.ts --input-format cbor",
      "The same, with large results or such as JSON has no form for",
    ],
    [
      "python3 make.py | htmap map next.ts --input-format cbor --results cbor | python3 plot.py",
      "Map over what a program writes, and have another one read the results",
    ],
  ],
  async run(
    { args: [file], options: { inputs, range: numbers, star, tag, ...options }, verbose },
  ): Promise<number> {
    const { option, backend, wait, quiet, results, "input-format": format } = options;
    if (results) checkFormat(results);
    let made: HTMap | undefined;
    return await interruptible(
      async (signal) => {
        const func = await functionOf(file);
        const argumentLists = await openInputs({ file: inputs, format, numbers, star }, signal);
        const mapOptions = mapOptionsOf(option);
        const how = { tag, mapOptions, quiet, backend, signal };
        const map = await starmap(func, argumentLists, how);
        if (signal.aborted) {
          await map.remove(); // it was too late to stop the making
          signal.throwIfAborted();
        }
        made = map;
        if (results) {
          if (!quiet && !Deno.stderr.isTerminal()) note(`The map is ${made.tag}`); // a terminal has it
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
