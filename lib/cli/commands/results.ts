/**
 * `htmap results`
 *
 * @module
 */

import { load } from "../../api/management.ts";
import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { checkFormat, FORMATS, printResults } from "../print_results.ts";
import { seconds } from "../values.ts";
import { goesOn } from "./wait.ts";

/** Prints the results of a map. */
export const command: Command = defineCommand({
  parameters: ["TAG"],
  options: {
    format: {
      value: "FORMAT",
      choices: FORMATS,
      default: "jsonl",
      help: "How to write a result: as a line of JSON, as an item of CBOR, or for people",
    },
    timeout: {
      value: "SECONDS",
      parse: seconds,
      help: "How long to wait for all of them; 0 prints those that are here (default: for ever)",
    },
  },
  description:
    "Prints the results in the order of the inputs, each as soon as it and those before it are here. A " +
    "component that failed has none: its error goes to standard error, and the exit code is 1 after " +
    "the others have been printed. Of many errors only the first are shown; `htmap errors` shows all.\n\n" +
    'What JSON lacks is an object with a key that begins with $: {"$undefined": true}, ' +
    '{"$number": "NaN"}, {"$bigint": "12"}, {"$date": "2024-01-31T12:00:00.000Z"}, ' +
    '{"$map": [[key, value], …]}, {"$set": [value, …]}, {"$regexp": ["source", "flags"]}, ' +
    '{"$url": "https://…"}, {"$path": "/data/a.csv"}, {"$error": {"name": …, "message": …}}, {"$Uint8Array": "base64"}, ' +
    '{"$Float64Array": [number, …]}. An object that looks like one of these has one more $. CBOR, which is ' +
    "bytes and not for a terminal, has a form for all of it.",
  examples: [
    ["htmap results dbl", "Print all results, a line of JSON each"],
    ["htmap results dbl --format cbor | python3 plot.py", "Have another program read them"],
    ["htmap results dbl --format text --timeout 0", "Look at those that are here"],
  ],
  async run({ args: [tag], options: { format, timeout = Infinity }, verbose }): Promise<number> {
    checkFormat(format);
    const map = await load(tag);
    return await interruptible(
      async (signal) => await printResults(map, format, { timeout, signal, verbose }),
      () => goesOn([tag]),
    );
  },
});
