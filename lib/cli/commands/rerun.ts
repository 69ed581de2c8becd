/**
 * `htmap rerun map` and `htmap rerun components`
 *
 * @module
 */

import { load } from "../../api/management.ts";
import type { RerunOptions } from "../../map/rerun_options.ts";
import { type Command, defineCommand, type Options, type OptionValues } from "../command.ts";
import { UsageError } from "../failures.ts";
import { interruptible } from "../interrupt.ts";
import { chosenMaps, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { mapOptionsOf, parseChunk, parseOption } from "../map_options.ts";
import { note } from "../output.ts";
import { shellWord } from "../../text/shell_word.ts";
import { componentIndex } from "../values.ts";

const DESCRIPTION =
  "The components must have finished or failed. They run with the function and the options that the map " +
  "had last, or with others in their place, which it then keeps. What they brought back before stays until " +
  "something new has arrived.";

const OPTIONS = {
  with: {
    value: "FILE[#EXPORT]",
    help: "Run this function in place of the map's, for instance the same with a mistake mended",
  },
  option: {
    value: "KEY=VALUE",
    short: "o",
    many: true,
    parse: parseOption,
    help: "A map option that goes before the map's own, such as request_memory=2GB",
  },
  chunk: {
    value: "NUMBER",
    parse: parseChunk,
    help:
      "How many components a job runs, one after the other; `advised` takes what fits how long they " +
      "took (default: as the map was made)",
  },
  quiet: {
    short: "q",
    help: "Do not say that there is nothing to run, or that the function's source has changed",
  },
} as const satisfies Options;

/** Runs components of maps again: all, or those that failed. */
export const map: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: {
    ...MAPS_OPTIONS,
    errored: { help: "Run only the components again that have failed" },
    removed: { help: "Run only those again whose jobs were removed from the queue" },
    ...OPTIONS,
  },
  description: DESCRIPTION,
  examples: [
    ["htmap rerun map dbl", "Run a map again"],
    ["htmap rerun map dbl --errored", "Run what failed of it again"],
    ["htmap rerun map dbl --errored --with double.ts", "The same, with mended code"],
    ["htmap rerun map dbl --errored -o request_memory=2GB", "The same, with more memory"],
    ["htmap rerun map dbl --chunk 50", "Run a map again, with 50 components a job"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    const { errored, removed } = options;
    if (errored && removed) throw new UsageError("Give --errored or --removed, not both");
    const how = await howToRun(options);
    const maps = await chosenMaps(args, options);
    return await forEachUntilStopped(
      maps,
      verbose,
      async (map, signal) => {
        const selection = errored ? "errored" : removed ? "removed" : undefined;
        const again = await map.rerun(selection, { ...how, signal });
        if (selection === undefined) note(`Running ${map.tag} again`);
        else if (again.length > 0) {
          note(`Running ${again.length} of ${map.length} components of ${map.tag} again`);
        }
      },
      (left) => stopped(left.map(({ tag }) => tag)),
    );
  },
});

/** Runs some components of a map again. */
export const components: Command = defineCommand({
  parameters: ["TAG", "COMPONENT", "[COMPONENT…]"],
  options: OPTIONS,
  description: DESCRIPTION,
  examples: [
    ["htmap rerun components dbl 3 7", "Run the components 3 and 7 of a map again"],
    ["htmap rerun components dbl 3 7 --with double.ts", "The same, with mended code"],
  ],
  async run({ args: [tag, ...components], options }): Promise<void> {
    const indices = components.map(componentIndex);
    const how = await howToRun(options);
    const map = await load(tag);
    await interruptible(
      async (signal) => await map.rerun(indices, { ...how, signal }),
      () => stopped([tag]),
    );
    note(`Running ${components.join(", ")} of ${tag} again`);
  },
});

/** Reads what is new about what runs again. */
async function howToRun(
  { with: file, option, chunk, quiet }: OptionValues<typeof OPTIONS>,
): Promise<RerunOptions> {
  if (option.some(([key]) => key === "chunk")) {
    throw new UsageError("Give --chunk NUMBER in place of -o chunk=NUMBER");
  }
  return {
    ...file !== undefined && { with: await functionNamed(file) },
    ...option.length > 0 && { mapOptions: mapOptionsOf(option) },
    chunk,
    quiet,
  };
}

/** What runs again as it was captures nothing, and need not load what does. */
async function functionNamed(file: string): Promise<RerunOptions["with"]> {
  return (await import("../named_function.ts")).functionOf(file);
}

/** What has been submitted runs, and what has not is as it was before. */
function stopped(tags: readonly string[]): string {
  return `Stopped. Nothing is lost: components that had been submitted by then run again, the others keep ` +
    `what they brought back. Which they are says \`htmap status ${tags.map(shellWord).join(" ")}\``;
}
