/**
 * `htmap version`
 *
 * @module
 */

import { version } from "../../base/version.ts";
import { type Command, defineCommand } from "../command.ts";
import { print } from "../output.ts";

/** Prints the versions of htmap and of what it works with. */
export const command: Command = defineCommand({
  parameters: [],
  options: {},
  examples: [["htmap version", "Print versions, as for a report of a fault"]],
  async run(): Promise<void> {
    print(`htmap ${version()}`);
    print(
      `Deno ${Deno.version.deno} (V8 ${Deno.version.v8}, TypeScript ${Deno.version.typescript})`,
    );
    print(`HTCondor ${await condorVersion() ?? "is not on PATH"}`);
  },
});

async function condorVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("condor_version", { stderr: "null" }).output();
    const said = new TextDecoder().decode(stdout);
    return /\$CondorVersion: (\S+)/.exec(said)?.[1] ?? said.trim();
  } catch {
    return undefined; // not there, or not to be run
  }
}
