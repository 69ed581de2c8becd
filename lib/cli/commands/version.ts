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
  options: {
    format: {
      value: "FORMAT",
      choices: ["text", "json"],
      default: "text",
      help: "How to print them",
    },
  },
  examples: [
    ["htmap version", "Print versions, as for a report of a fault"],
    ["htmap version --format json", "The same as JSON, where what is not there is null"],
  ],
  async run({ options }): Promise<void> {
    const { deno, v8, typescript } = Deno.version;
    const condor = await condorVersion();
    if (options.format === "json") {
      const htcondor = condor.version ?? null;
      print(JSON.stringify({ htmap: version(), deno, v8, typescript, htcondor }, null, 2));
      return;
    }
    print(`htmap ${version()}`);
    print(`Deno ${deno} (V8 ${v8}, TypeScript ${typescript})`);
    print(`HTCondor ${condor.version ?? condor.why}`);
  },
});

/** How long HTCondor may take to say its version, in milliseconds. */
const PATIENCE = 10_000;

/** The version of HTCondor, or why it is not known. */
async function condorVersion(): Promise<{ version?: string | undefined; why: string }> {
  try {
    const { stdout } = await callTool("condor_version", [], { timeout: PATIENCE });
    const version = /\$CondorVersion: (\S+)/.exec(stdout)?.[1];
    return { version, why: "does not say its version" };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { why: "is not on PATH" };
    return { why: `cannot be run: ${error instanceof Error ? error.message : error}` };
  }
}
