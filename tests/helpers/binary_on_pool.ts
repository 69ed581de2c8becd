/**
 * The binary on a pool, as on a submit node that has no Deno.
 *
 * @module
 */

import { type Outcome, outcome } from "./cli.ts";
import { isLate } from "./on_pool.ts";
import { run as execute } from "../toolchain/process.ts";
import { type Sandbox, sandbox } from "./sandbox.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

/** Runs htmap in a sandbox. */
export type RunBinary = (...args: string[]) => Promise<Outcome>;

/**
 * Runs what asks HTCondor something that it has only some seconds for, until it has answered in them; a command
 * that fails for that has done nothing.
 *
 * @param run What runs htmap.
 * @returns What it came to.
 */
export async function untilAnswered(run: () => Promise<Outcome>): Promise<Outcome> {
  while (true) {
    const ended = await run();
    if (ended.code === 0 || !isLate(ended.stderr)) return ended;
  }
}

/** What the first test of this file has made of the binary to send it, where tests share that. */
let kept: string | undefined;

/** Gives a sandbox what another has made of the binary, if one has. */
async function bringKept({ directory }: Sandbox): Promise<void> {
  if (kept === undefined) return;
  await Deno.mkdir(directory.root, { mode: 0o700 });
  await link(kept, directory.transplants);
}

/** Keeps what is made of the binary in a sandbox for those after it. */
async function keepFrom({ directory }: Sandbox): Promise<void> {
  if (kept !== undefined) return;
  const root = await Deno.makeTempDir();
  addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
  await link(directory.transplants, `${root}/kept`);
  kept = `${root}/kept`;
}

/** Has a directory in another place, too: its files are the same, and take no room. */
async function link(from: string, to: string): Promise<void> {
  await execute(["cp", "-al", from, to]);
}

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
  {
    env = {},
    ignore = false,
    program = () => Promise.resolve(binary ?? ""),
    pathIn,
    shares = false,
  }: {
    env?: Record<string, string>;
    ignore?: boolean;
    /** Whether what is made of the binary to send it, which takes long, is that of an earlier test. */
    shares?: boolean;
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
      if (shares) await bringKept(box);
      try {
        await run(htmap, box);
        if (shares) await keepFrom(box);
      } finally {
        await htmap("clean", "--all");
      }
    },
  });
}
