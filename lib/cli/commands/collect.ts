/**
 * `htmap collect`
 *
 * @module
 */

import { isInteractive } from "../../text/displays.ts";
import { load } from "../maps.ts";
import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { printPaths } from "./files.ts";
import { goesOn, WAIT_OPTIONS } from "./wait.ts";

/** Copies the output files of all components of a map into a directory. */
export const command: Command = defineCommand({
  parameters: ["TAG", "DIR"],
  options: {
    flat: { help: "Put the files of all components beside each other" },
    overwrite: { help: "Replace files that are there already" },
    ...WAIT_OPTIONS,
  },
  description:
    "Waits for the map, and copies what its components have sent back: the files of component 3 into " +
    "DIR/3, and so on. Prints the path of each file. `htmap files` does the same with --to, for some " +
    "components, too, and under other names. Nothing that is there is replaced, and Ctrl-C leaves no half file.",
  examples: [
    ["htmap collect dbl figures", "Copy the output files into figures/0, figures/1, …"],
    ["htmap collect dbl figures --flat", "Copy them into figures, if no two have the same name"],
  ],
  async run({ args: [tag, directory], options }): Promise<void> {
    const map = await load(tag);
    await interruptible(
      async (signal) => {
        const written = await map.collectFiles(directory, {
          flat: options.flat,
          overwrite: options.overwrite,
          timeout: options.timeout,
          errorsOk: options["errors-ok"],
          holdsOk: options["holds-ok"],
          showProgressBar: isInteractive(),
          signal,
        });
        await printPaths(written, false);
      },
      () => goesOn([tag]),
    );
  },
});
