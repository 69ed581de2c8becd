/**
 * `htmap logs`
 *
 * @module
 */

import { isThere } from "../../base/files.ts";
import { HTMapDirectory } from "../../store/paths.ts";
import { type Command, defineCommand } from "../command.ts";
import { note, print } from "../output.ts";

/** Prints where the log is. */
export const command: Command = defineCommand({
  parameters: [],
  options: {},
  description:
    "The log says what htmap did, and each call of one of HTCondor's tools with the time it took. What was " +
    "in it before it became too large is beside it, in htmap.log.1 and so on. See the settings under LOG.",
  examples: [["htmap logs", "Print the path of the log"]],
  run(): Promise<void> {
    const { log } = HTMapDirectory.current();
    print(log);
    if (!isThere(log)) note("Nothing has been logged there yet");
    return Promise.resolve();
  },
});
