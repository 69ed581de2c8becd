/**
 * `htmap inputs`
 *
 * @module
 */

import { load } from "../maps.ts";
import { type Command, defineCommand } from "../command.ts";
import { chosenComponents, STATUS_OPTION } from "../components_argument.ts";
import { interruptible } from "../interrupt.ts";
import { checkFormat, FORMATS } from "../value_formats.ts";

/** Prints the inputs of a map. */
export const command: Command = defineCommand({
  parameters: ["TAG", "[COMPONENT…]"],
  options: {
    format: {
      value: "FORMAT",
      choices: FORMATS,
      default: "jsonl",
      help:
        "How to write them, as `htmap results` does: `htmap map` reads jsonl, json and cbor back as " +
        "they were",
    },
    ...STATUS_OPTION,
    star: { help: "Print the arguments of each component as an array, also where there is one" },
  },
  description:
    "Prints what the components of a map were called with, so that `htmap map` maps another function over " +
    "it, or the same one, mended. Where some have not one argument, but several or none, those of each are " +
    "an array, to be read with `htmap map --star`: standard error says so. It waits for nothing.\n\n" +
    "As JSON, an instance of a class is its fields, and an object that is in an input twice becomes " +
    "two; CBOR keeps the name of the class, and objects that are one. CSV, TSV and tables are for other " +
    "programs and for people: they do not tell a number from text.",
  examples: [
    ["htmap inputs dbl", "Print all inputs, a line of JSON each"],
    ["htmap inputs dbl 3 7", "Print those of two components"],
    [
      "htmap inputs dbl --status completed | htmap map double.ts --tag again",
      "Map a function over the inputs of those components of another map that are done",
    ],
  ],
  async run({ args: [tag, ...components], options, verbose }): Promise<number> {
    const { format, status, star } = options;
    checkFormat(format);
    const map = await load(tag);
    return await interruptible(
      async (signal) => {
        const chosen = await chosenComponents(map, components, status) ?? map.components;
        const { printInputs } = await import("../print_inputs.ts");
        return await printInputs(map, chosen, { format, star, signal, verbose });
      },
      () => "Stopped",
    );
  },
});
