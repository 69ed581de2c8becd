/**
 * `htmap man`
 *
 * @module
 */

import { type Command, defineCommand } from "../command.ts";
import { print } from "../output.ts";

/** Prints the man page. */
export const command: Command = defineCommand({
  parameters: [],
  options: {},
  description: "It is what `htmap help` says of all commands, in the form that `man` reads.",
  examples: [
    ["htmap man | man -l -", "Read it"],
    [
      "htmap man > htmap.1",
      "Write it into a file, to be put where `man` looks, such as ~/.local/share/man/man1",
    ],
  ],
  async run({ commands }): Promise<void> {
    print(await (await import("../man_page.ts")).manPage(commands));
  },
});
