/**
 * `htmap retag`
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import { load } from "../maps.ts";
import { type Command, defineCommand } from "../command.ts";
import { note } from "../output.ts";

/** Gives a map another tag. */
export const command: Command = defineCommand({
  parameters: ["TAG", "NEW"],
  options: {},
  description: "A transient map stays from then on: `htmap clean` does not remove it.",
  examples: [["htmap retag calm-green-otter dbl", "Give a map a tag of your own"]],
  async run({ args: [tag, wanted] }): Promise<void> {
    const map = await load(tag);
    if (wanted !== tag) await map.retag(wanted);
    else if (!map.isTransient) note(`The map ${tag} has that tag already`);
    else {
      throw new HTMapError(
        `The map ${tag} has that tag already, which was made up, so the map is transient. Give it ` +
          "another tag to make it stay",
      );
    }
  },
});
