/**
 * `htmap autocompletion`
 *
 * @module
 */

import { dirname } from "node:path";
import { CannotWrite } from "../../base/errors.ts";
import { asCannotWrite, readTextIfThere } from "../../base/files.ts";
import { type Command, defineCommand } from "../command.ts";
import { SHELLS } from "../completion/shells.ts";
import { note } from "../output.ts";

/** How to have it written somewhere else. */
const ELSEWHERE = "name another file with --destination";

/** What stands above the line that is added. */
const REMARK = "# enable htmap CLI autocompletion";

/** Has a shell complete the command lines of htmap. */
export const command: Command = defineCommand({
  parameters: [],
  options: {
    shell: {
      value: "SHELL",
      choices: ["bash", "zsh", "fish"],
      required: true,
      help: "The shell",
    },
    force: { help: "Add the line even if it is there already" },
    destination: {
      value: "FILE",
      help: "Add it to this file (default: ~/.bashrc, ~/.zshrc or " +
        "~/.config/fish/completions/htmap.fish)",
    },
  },
  description:
    "Adds a line to a file that the shell reads when it starts. From then on the tab key completes commands, " +
    "options, tags, components, states and settings. The line does nothing where htmap is not on PATH.",
  examples: [
    ["htmap autocompletion --shell bash", "Complete in bash, from the next one on"],
    ["htmap autocompletion --shell fish --destination htmap.fish", "Write it into another file"],
  ],
  async run({ options: { shell, force, destination } }): Promise<void> {
    const { startup, startupFile } = SHELLS[shell];
    const path = destination ?? startupFile();
    if (!force && (await textOf(path)).split("\n").includes(startup)) {
      return note(`Autocompletion already enabled for ${shell} (in ${path})`);
    }
    await append(path, `\n${REMARK}\n${startup}\n`);
    note(
      `Autocompletion enabled for ${shell} (startup command added to ${path}). ` +
        `Restart your shell to use it`,
    );
  },
});

async function textOf(path: string): Promise<string> {
  try {
    return await readTextIfThere(path) ?? "";
  } catch (error) {
    throw asCannotWrite(path, error, ELSEWHERE);
  }
}

/**
 * Adds text to the end of a file, all or nothing. A file in its place would be no safer, but another one:
 * with another owner or mode, and no longer what a link or a second name of it leads to.
 */
async function append(path: string, text: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    using file = await Deno.open(path, { append: true, create: true });
    const { size, isFile } = await file.stat();
    if (!isFile) throw new CannotWrite(path, "it is no file", "Name one with --destination");
    const bytes = new TextEncoder().encode(text);
    try {
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
      await file.sync();
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  } catch (error) {
    throw asCannotWrite(path, error, ELSEWHERE);
  }
}
