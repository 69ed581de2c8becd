/**
 * `htmap version`
 *
 * @module
 */

import { callTool } from "../../backend/condor_call.ts";
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
    print(`HTCondor ${await condorVersion()}`);
  },
});

/** How long HTCondor may take to say its version, in milliseconds. */
const PATIENCE = 10_000;

async function condorVersion(): Promise<string> {
  try {
    const { stdout } = await callTool("condor_version", [], { timeout: PATIENCE });
    return /\$CondorVersion: (\S+)/.exec(stdout)?.[1] ?? "does not say its version";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "is not on PATH";
    return `cannot be run: ${error instanceof Error ? error.message : error}`;
  }
}
