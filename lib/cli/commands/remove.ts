/**
 * `htmap remove` and `htmap clean`
 *
 * @module
 */

import { type Command, defineCommand } from "../command.ts";
import { chosenTags, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { note } from "../output.ts";

/** Removes maps. */
export const remove: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: {
    ...MAPS_OPTIONS,
    force: { help: "Remove the files without waiting until the jobs have left the queue" },
  },
  description: "Results that you have not fetched are lost.",
  examples: [
    ["htmap remove dbl", "Remove a map"],
    ['htmap remove -p "scan-*"', "Remove all maps whose tags begin with scan-"],
  ],
  async run({ args, options: { force, ...choice }, verbose }): Promise<number> {
    const tags = await chosenTags(args, choice);
    const { remove: removeMap } = await import("../../api/management.ts");
    return await forEachUntilStopped(
      tags,
      verbose,
      async (tag, signal) => {
        await removeMap(tag, { notExistOk: !args.includes(tag), force, signal });
        note(`Removed ${tag}`);
      },
      (left) =>
        `Stopped. Not, or not completely, removed: ${left.join(", ")}. Run the command again, or ` +
        "`htmap clean`, to remove the rest",
    );
  },
});

/** Removes the maps that were never given a tag. */
export const clean: Command = defineCommand({
  parameters: [],
  options: { all: { help: "Remove all other maps, too" } },
  description:
    "Removes transient maps, and what is left of maps that were never completely made or removed.",
  examples: [["htmap clean", "Remove the maps that were never given a tag"]],
  async run({ options: { all } }): Promise<void> {
    const { clean: cleanMaps } = await import("../../api/cleaning.ts");
    for (const tag of await cleanMaps({ all })) note(`Removed ${tag}`);
  },
});
