/**
 * `htmap transplants info` and `htmap transplants remove`
 *
 * @module
 */

import { transplantInfo, transplants } from "../../submission/transplants.ts";
import { HTMapError } from "../../base/errors.ts";
import { counted } from "../../text/counted.ts";
import { size } from "../../text/size.ts";
import { type Command, defineCommand } from "../command.ts";
import { FORMAT_OPTIONS, printJson } from "../formats.ts";
import { note, print } from "../output.ts";
import { wholeNumberOf } from "../values.ts";

/** Lists the runtimes that are kept. */
export const info: Command = defineCommand({
  parameters: [],
  options: FORMAT_OPTIONS,
  description:
    "A transplant is a copy of the program that runs components, kept to be sent along with jobs. Those that " +
    "no map needs any more, and that were not used for a day, go by themselves. In JSON, sizes are in bytes.",
  examples: [["htmap transplants info", "List what is kept to be sent along with jobs"]],
  async run({ options: { format } }): Promise<void> {
    const all = await transplants();
    if (format === "json") {
      return printJson(all.map(({ id, path, created, lastUsed, size }, index) => (
        { index, id, size, created, lastUsed, path }
      )));
    }
    if (all.length === 0) note("There are no transplants");
    else print(await transplantInfo());
  },
});

/** Removes a runtime that is kept. */
export const remove: Command = defineCommand({
  parameters: ["INDEX"],
  options: {
    force: { help: "Remove it although a map needs it, whose components cannot run again then" },
  },
  description:
    "INDEX is its number in `htmap transplants info`. The next map that needs it writes it anew.",
  examples: [["htmap transplants remove 0 --force", "Remove the one that was used last"]],
  async run({ args: [text], options: { force } }): Promise<void> {
    const index = wholeNumberOf(text, "the index of a transplant");
    const all = await transplants();
    const chosen = all[index];
    if (!chosen) {
      const those = all.length === 0
        ? "There are none"
        : `There ${all.length === 1 ? "is" : "are"} ${
          counted(all.length, "transplant")
        }, numbered from 0`;
      throw new HTMapError(
        `There is no transplant ${index}. ${those}: see \`htmap transplants info\``,
      );
    }
    await chosen.remove({ force });
    note(`Removed the transplant ${chosen.id}, ${size(chosen.size)}`);
  },
});
