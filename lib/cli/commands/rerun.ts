/**
 * `htmap rerun map` and `htmap rerun components`
 *
 * @module
 */

import { load } from "../../api/management.ts";
import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { chosenMaps, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { parseChunk } from "../map_options.ts";
import { note } from "../output.ts";
import { shellWord } from "../../text/shell_word.ts";
import { componentIndex } from "../values.ts";

const DESCRIPTION =
  "The components must have finished or failed. What they brought back is removed, and they are " +
  "submitted again with the map's options as they were.";

const CHUNK = {
  value: "NUMBER",
  parse: parseChunk,
  help:
    "How many components a job runs, one after the other; `advised` takes what fits how long they " +
    "took (default: as the map was made)",
} as const;

/** Runs all components of maps again. */
export const map: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: { ...MAPS_OPTIONS, chunk: CHUNK },
  description: DESCRIPTION,
  examples: [
    ["htmap rerun map dbl", "Run a map again"],
    ["htmap rerun map dbl --chunk 50", "The same, with 50 components a job"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    const { chunk } = options;
    const maps = await chosenMaps(args, options);
    return await forEachUntilStopped(
      maps,
      verbose,
      async (map, signal) => {
        await map.rerun(undefined, { chunk, signal });
        note(`Running ${map.tag} again`);
      },
      (left) => stopped(left.map(({ tag }) => tag)),
    );
  },
});

/** Runs some components of a map again. */
export const components: Command = defineCommand({
  parameters: ["TAG", "COMPONENT", "[COMPONENT…]"],
  options: { chunk: CHUNK },
  description: DESCRIPTION +
    " Where the map was made with several components a job, all of that job's run again.",
  examples: [["htmap rerun components dbl 3 7", "Run the components 3 and 7 of a map again"]],
  async run({ args: [tag, ...components], options: { chunk } }): Promise<void> {
    const indices = components.map(componentIndex);
    const map = await load(tag);
    await interruptible(
      async (signal) => await map.rerun(indices, { chunk, signal }),
      () => stopped([tag]),
    );
    note(`Running ${components.join(", ")} of ${tag} again`);
  },
});

/** What has been submitted runs, and what has not is as it was before. */
function stopped(tags: readonly string[]): string {
  return `Stopped. Nothing is lost: components that had been submitted by then run again, the others keep ` +
    `what they brought back. Which they are says \`htmap status ${tags.map(shellWord).join(" ")}\``;
}
