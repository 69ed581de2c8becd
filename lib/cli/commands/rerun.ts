/**
 * `htmap rerun map` and `htmap rerun components`
 *
 * @module
 */

import { load } from "../../api/management.ts";
import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { chosenMaps, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { note } from "../output.ts";
import { shellWord } from "../../text/shell_word.ts";
import { componentIndex } from "../values.ts";

const DESCRIPTION =
  "The components must have finished or failed. What they brought back is removed, and they are " +
  "submitted again with the map's options as they were.";

/** Runs all components of maps again. */
export const map: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: MAPS_OPTIONS,
  description: DESCRIPTION,
  examples: [["htmap rerun map dbl", "Run a map again"]],
  async run({ args, options, verbose }): Promise<number> {
    const maps = await chosenMaps(args, options);
    return await forEachUntilStopped(
      maps,
      verbose,
      async (map, signal) => {
        await map.rerun(undefined, { signal });
        note(`Running ${map.tag} again`);
      },
      (left) => stopped(left.map(({ tag }) => tag)),
    );
  },
});

/** Runs some components of a map again. */
export const components: Command = defineCommand({
  parameters: ["TAG", "COMPONENT", "[COMPONENT…]"],
  options: {},
  description: DESCRIPTION +
    " Where a job runs several components, all of that job's components run again.",
  examples: [["htmap rerun components dbl 3 7", "Run the components 3 and 7 of a map again"]],
  async run({ args: [tag, ...components] }): Promise<void> {
    const indices = components.map(componentIndex);
    const map = await load(tag);
    await interruptible(
      async (signal) => await map.rerun(indices, { signal }),
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
