/**
 * `htmap results`
 *
 * @module
 */

import type { ComponentStatus } from "../../base/component_status.ts";
import { load } from "../maps.ts";
import { shellWord } from "../../text/shell_word.ts";
import { type Command, defineCommand } from "../command.ts";
import { chosenComponents, STATUS_OPTION } from "../components_argument.ts";
import { UsageError } from "../failures.ts";
import { interruptible } from "../interrupt.ts";
import { checkFormat, FORMATS } from "../value_formats.ts";
import { seconds } from "../values.ts";
import { goesOn } from "./wait.ts";

/** What there is to see of components in a state in which there is no result. */
const WITHOUT_RESULT: Partial<Record<ComponentStatus, (tag: string) => string>> = {
  ERRORED: (tag) =>
    `Their reports: \`htmap errors ${tag}\`. Their inputs: \`htmap inputs ${tag} --status errored\``,
  HELD: (tag) => `Why they are held: \`htmap reasons ${tag}\``,
  REMOVED: (tag) => `Run them again with \`htmap rerun map ${tag} --removed\``,
};

/** Prints the results of a map. */
export const command: Command = defineCommand({
  parameters: ["TAG", "[COMPONENT…]"],
  options: {
    format: {
      value: "FORMAT",
      choices: FORMATS,
      default: "jsonl",
      help:
        "How to write them: as lines of JSON, as one array of JSON, as rows with a heading, as items of " +
        "CBOR, or, with table and text, for people",
    },
    ...STATUS_OPTION,
    "with-inputs": {
      help: "Print each with the number of its component and with what that was called with",
    },
    "as-available": { help: "Print them in the order in which they arrive" },
    timeout: {
      value: "SECONDS",
      parse: seconds,
      help: "How long to wait for all of them; 0 prints those that are here (default: for ever)",
    },
  },
  description:
    "Prints the results in the order of the inputs, each as soon as it and those before it are here; those " +
    "of some components if their numbers are given. `--status completed` prints what is here by now. " +
    "A component that failed has no result: its error goes to standard error, and the exit code is 1 after " +
    "the others have been printed; 3 if none failed and some are held, and 4 if the time was over. " +
    "Of many errors only the first are shown; `htmap errors` shows all.\n\n" +
    "In CSV and TSV, an object has a column a key, an array a column an item, anything else the column " +
    "`output`; what is in them and is itself an object is JSON in its cell. The first result says what " +
    "the columns are. With --with-inputs a result is an object with `component`, `input` and `output`, or " +
    "with `arguments` in place of `input` where they are not one.\n\n" +
    'What JSON lacks is an object with a key that begins with $: {"$undefined": true}, ' +
    '{"$number": "NaN"}, {"$bigint": "12"}, {"$date": "2024-01-31T12:00:00.000Z"}, ' +
    '{"$map": [[key, value], …]}, {"$set": [value, …]}, {"$regexp": ["source", "flags"]}, ' +
    '{"$url": "https://…"}, {"$path": "/data/a.csv"}, {"$error": {"name": …, "message": …}}, {"$Uint8Array": "base64"}, ' +
    '{"$Float64Array": [number, …]}. An object that looks like one of these has one more $. CBOR, which is ' +
    "bytes and not for a terminal, has a form for all of it.",
  examples: [
    ["htmap results dbl", "Print all results, a line of JSON each"],
    ["htmap results dbl 0 5 --format text", "Look at two of them"],
    ["htmap results dbl --status completed --format table", "Look at those that are here"],
    ["htmap results dbl --with-inputs --format csv", "Make a table of inputs and outputs"],
    ["htmap results dbl --as-available --with-inputs", "Print each as it arrives"],
  ],
  async run({ args: [tag, ...components], options, verbose }): Promise<number> {
    const { format, status, timeout = Infinity } = options;
    checkFormat(format);
    for (const each of status) {
      const advice = WITHOUT_RESULT[each];
      if (!advice) continue;
      throw new UsageError(
        `Components that are ${each} have no results. ${advice(shellWord(tag))}`,
      );
    }
    const [map, { printResults }] = await Promise.all([load(tag), import("../print_results.ts")]);
    return await interruptible(
      async (signal) =>
        await printResults(map, format, {
          components: await chosenComponents(map, components, status),
          withInputs: options["with-inputs"],
          asAvailable: options["as-available"],
          timeout,
          signal,
          verbose,
        }),
      () => goesOn([tag]),
    );
  },
});
