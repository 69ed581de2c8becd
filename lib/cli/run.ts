/**
 * `htmap run`
 *
 * @module
 */

import { HTMapError } from "../errors.ts";
import { type Command, defineCommand } from "./command.ts";

/** Runs a script that uses htmap as a library. */
export const command: Command = defineCommand({
  parameters: ["SCRIPT", "[ARGUMENT…]"],
  options: {},
  passesOn: true,
  lingers: true,
  description:
    "SCRIPT is TypeScript or JavaScript and may import other files and packages. In it, `htmap` is this " +
    'very program: `import * as htmap from "htmap"`. Its arguments are in Deno.args.',
  examples: [["htmap run analysis.ts --samples 100", "Run a script with arguments of its own"]],
  async run({ args: [script, ...args] }): Promise<void> {
    await Promise.resolve();
    throw new HTMapError(`Not yet: ${script} ${args}`);
  },
});
