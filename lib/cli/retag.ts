/**
 * `htmap retag`
 *
 * @module
 */

import { load } from "../management.ts";
import { type Command, defineCommand } from "./command.ts";

/** Gives a map another tag. */
export const command: Command = defineCommand({
  parameters: ["TAG", "NEW"],
  options: {},
  description: "A transient map stays from then on: `htmap clean` does not remove it.",
  examples: [["htmap retag calm-green-otter dbl", "Give a map a tag of your own"]],
  async run({ args: [tag, wanted] }): Promise<void> {
    await (await load(tag)).retag(wanted);
  },
});
