/**
 * `htmap rerun map` and `htmap rerun components`
 *
 * @module
 */

import { load } from "../management.ts";
import { type Command, defineCommand } from "./command.ts";
import { chosenMaps, forEach, MAPS_OPTIONS } from "./maps_argument.ts";
import { note } from "./output.ts";
import { componentIndex } from "./values.ts";

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
    return await forEach(await chosenMaps(args, options), verbose, async (map) => {
      await map.rerun();
      note(`Running ${map.tag} again`);
    });
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
    await (await load(tag)).rerun(components.map(componentIndex));
    note(`Running ${components.join(", ")} of ${tag} again`);
  },
});
