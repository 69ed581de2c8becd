/**
 * `htmap run`
 *
 * @module
 */

import { type Command, defineCommand } from "../command.ts";
import { fileUrl } from "../script_file.ts";

/** Runs a script that uses htmap as a library. */
export const command: Command = defineCommand({
  parameters: ["SCRIPT", "[ARGUMENT…]"],
  options: {},
  passesOn: true,
  lingers: true,
  description:
    "SCRIPT is TypeScript or JavaScript and may import other files and packages. In the binary, `htmap` " +
    'is the binary itself: `import * as htmap from "htmap"`. The arguments are in Deno.args.',
  examples: [["htmap run analysis.ts --samples 100", "Run a script with arguments of its own"]],
  async run({ args: [script, ...args] }): Promise<void> {
    const url = await fileUrl(script, "to run. Name a script");
    const runnable = Deno.build.standalone ? await translated(script) : url;
    Object.defineProperty(Deno, "args", { value: args });
    // Not awaited: what the script throws is shown by Deno, with where it was thrown.
    import(runnable);
  },
});

/** Makes of a script one that the binary can run, and sees to it that it is removed at the end. */
async function translated(script: string): Promise<string> {
  const [{ prepareScript }, htmap] = await Promise.all([
    import("../../script/translate.ts"),
    import("../../../mod.ts"),
  ]);
  const { url, dispose } = await prepareScript(script, { htmap });
  let disposed = false;
  for (const end of ["unload", "error", "unhandledrejection"]) {
    globalThis.addEventListener(end, () => {
      if (!disposed) dispose();
      disposed = true;
    });
  }
  return url;
}
