/**
 * The binary on a pool, as on a submit node that has no Deno.
 *
 * @module
 */

import { type Outcome, outcome } from "./cli.ts";
import { type Sandbox, sandbox } from "./sandbox.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

/** Runs htmap in a sandbox. */
export type RunBinary = (...args: string[]) => Promise<Outcome>;

/**
 * Declares a test of the binary on the pool. What it leaves there is removed.
 *
 * @param name The promise.
 * @param run The test.
 * @param options More of htmap's environment, and whether the test cannot be run here.
 */
export function testBinaryOnPool(
  name: string,
  run: (htmap: RunBinary, box: Sandbox) => Promise<void>,
  { env = {}, ignore = false, program = () => Promise.resolve(binary ?? ""), pathIn }: {
    env?: Record<string, string>;
    ignore?: boolean;
    /** The directory in the sandbox that is all of PATH, in place of that of the system. */
    pathIn?: string;
    /** Gives the binary to run, such as a copy elsewhere. */
    program?: (box: Sandbox) => Promise<string>;
  } = {},
): void {
  Deno.test({
    name,
    ignore: ignore || binary === undefined,
    fn: async () => {
      await using box = await sandbox();
      const path = await program(box);
      const htmap: RunBinary = (...args) =>
        outcome(
          new Deno.Command(path, {
            args,
            cwd: box.root,
            clearEnv: true,
            env: {
              ...box.env,
              HTMAP_BACKEND: "htcondor",
              PATH: pathIn === undefined ? "/usr/bin:/bin:/usr/sbin" : `${box.root}/${pathIn}`,
              CONDOR_CONFIG: Deno.env.get("CONDOR_CONFIG") ?? "",
              ...env,
            },
            stdin: "null",
            stdout: "piped",
            stderr: "piped",
          }).spawn(),
        );
      try {
        await run(htmap, box);
      } finally {
        await htmap("clean", "--all");
      }
    },
  });
}
