/**
 * What the tests of the binary for arm64 need on another machine: that binary, and qemu to run it.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { cached } from "./cache.ts";
import { compileBinary } from "./compile.ts";
import { CHECKOUT } from "./deno_programs.ts";
import { onPath, run, say, step, ToolFailed } from "./process.ts";
import type { Place } from "./place.ts";
import { targetNamed } from "./targets.ts";
import type { TestPlan } from "./test_plan.ts";

/** The name of qemu and its libraries in the cache: another content needs another name. */
const CACHED = "arm64-debian13-1";

/** How long it may take to get them, in milliseconds. */
const TIMEOUT = 20 * 60_000;

/**
 * The variables that tell tests how to run programs for arm64: `HTMAP_TEST_ARM64_BINARY`, the path of
 * htmap's binary, `HTMAP_TEST_ARM64_RUN`, a program that runs one, given with its arguments, and
 * `HTMAP_TEST_ARM64_WITHIN`, a program that runs any other where those for arm64 run by themselves. What
 * there is not is not set, and a line of progress says why.
 *
 * @param place Where the tests run.
 * @param plan The tests. Nothing is prepared if none of them is of arm64.
 * @throws {ToolFailed} when qemu cannot be got where that is known to be possible.
 */
export async function arm64Environment(
  place: Place,
  { runs }: Pick<TestPlan, "runs">,
): Promise<Record<string, string>> {
  if (!runs.some(({ file }) => file.endsWith("/arm64_test.ts"))) return {};
  const obstacle = await obstacleToEmulator();
  if (obstacle !== undefined) {
    say(`left out: the tests of the binary for arm64, because ${obstacle}`);
    return {};
  }
  const emulator = await cached(
    CACHED,
    (path) =>
      step("getting qemu and the C library of arm64 from Debian 13 (once)", async () => {
        const script = fileURLToPath(new URL("./get_arm64.sh", import.meta.url));
        await run(["bash", script, path], { timeout: TIMEOUT });
      }),
  );
  const { inside, outside } = place.outbox;
  await run(["cp", "-r", "--preserve=mode,links", emulator, `${outside}/arm64`]);
  const binary = await compileBinary(targetNamed("aarch64-unknown-linux-gnu"));
  const env: Record<string, string> = {
    HTMAP_TEST_ARM64_BINARY: place.checkout + binary.slice(CHECKOUT.length),
    HTMAP_TEST_ARM64_RUN: `${inside}/arm64/run`,
  };
  const within = `${inside}/arm64/within`;
  try {
    await run(place.command([within, env.HTMAP_TEST_ARM64_BINARY!, "--version"]));
    env.HTMAP_TEST_ARM64_WITHIN = within;
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    say(
      `left out: the tests in which programs for arm64 start each other, because the kernel cannot be ` +
        `told of them here (it takes Linux 6.7 and user namespaces): ${error.message}`,
    );
  }
  return env;
}

/** Why no programs for arm64 can be run on this machine with what is got, in one line. */
async function obstacleToEmulator(): Promise<string | undefined> {
  const { os, arch } = Deno.build;
  if (os !== "linux") return `this is not Linux (${os})`;
  if (arch !== "x86_64") return `this machine is ${arch}, and not x86_64, itself`;
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  const isDebian = /^ID="?debian"?$/m.test(release) && onPath("apt-get");
  return isDebian ? undefined : "qemu is got from Debian, and this Linux is not one";
}
