/**
 * A day at the shell of a submit node: the binary, no Deno, and nothing on PATH but HTCondor's tools.
 */

import { assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { type RunBinary, testBinaryOnPool, untilAnswered } from "../helpers/binary_on_pool.ts";
import type { Sandbox } from "../helpers/sandbox.ts";

const FUNCTIONS = `
import * as htmap from "htmap";

export default async (path: string) => (await Deno.readTextFile(path)).split("\\n").length - 1;
export const fussy = async (x: number) => {
  if (x % 2 === 1) throw new RangeError(x + " is odd");
  await Deno.writeTextFile("out.txt", String(x));
  await htmap.transferOutputFiles("out.txt");
  return { x, half: x / 2 };
};
export const mended = (x: number) => ({ x, half: x / 2 });
`;

/** Declares a test at a prompt where only HTCondor's tools are on PATH. */
function test(promise: string, run: (htmap: Shell, box: Sandbox) => Promise<void>): void {
  testBinaryOnPool(promise, async (htmap, box) => {
    await Deno.mkdir(`${box.root}/bin`);
    for (const { name } of Deno.readDirSync("/usr/bin")) {
      if (name.startsWith("condor_")) {
        await Deno.symlink(`/usr/bin/${name}`, `${box.root}/bin/${name}`);
      }
    }
    await Deno.writeTextFile(`${box.root}/work.ts`, FUNCTIONS);
    await run(new Shell(htmap, box), box);
  }, { env: { HTMAP_DELIVERY_METHOD: "shared" }, pathIn: "bin" });
}

/** What is typed, and what comes of it. */
class Shell {
  constructor(readonly htmap: RunBinary, readonly box: Sandbox) {}

  /** A command that has to succeed; gives what it printed. */
  async ok(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await untilAnswered(() => this.htmap(...args));
    assertEquals(code, 0, `htmap ${args.join(" ")}\n${stderr}`);
    return stdout;
  }

  /** One whose exit code is that; gives what it said. */
  async ends(code: number, ...args: string[]): Promise<string> {
    const ended = await this.htmap(...args);
    assertEquals(ended.code, code, `htmap ${args.join(" ")}\n${ended.stderr}`);
    return ended.stderr;
  }
}

test(
  "files and programs go from the shell to a pool, and their results come back",
  async (sh, { root }) => {
    await Deno.mkdir(`${root}/data`);
    for (const [lines, name] of ["a.csv", "b c.csv"].entries()) {
      await Deno.writeTextFile(`${root}/data/${name}`, "line\n".repeat(lines + 1));
    }
    await sh.ok("map", "work.ts", "--tag", "count", "--files", "data/a.csv", "data/b c.csv");
    assertEquals(await sh.ok("results", "count"), "1\n2\n");
    await Deno.writeTextFile(`${root}/pi`, '#!/bin/sh\necho "$1 $2 $(cat f.dat)"\n', {
      mode: 0o755,
    });
    await Deno.writeTextFile(`${root}/f.dat`, "dat");
    const words = [":::", "1", "2", ":::", "a b"];
    await sh.ok("map", "--tag", "sweep", "--send", "f.dat", "--", "./pi", "{0}", "{1}", ...words);
    const swept: unknown = JSON.parse(await sh.ok("results", "sweep", "--format", "json"));
    assertEquals(swept, ["1 a b dat\n", "2 a b dat\n"]);
    assertMatch(
      await sh.ok("map", "work.ts", "--range", "9", "--dry-run"),
      /^# 9 components in 9 jobs/,
    );
  },
);

test("what has failed is found, mended and run again from the shell", async (sh, { root }) => {
  await sh.ok("map", "work.ts#fussy", "--range", "4", "--tag", "fussy");
  assertStringIncludes(await sh.ends(1, "wait", "fussy"), "RangeError");
  assertStringIncludes(await sh.ends(0, "wait", "fussy", "--errors-ok"), "2 failed");
  assertEquals(await sh.ok("components", "fussy", "--status", "errored"), "1\n3\n");
  assertEquals(await sh.ok("inputs", "fussy", "--status", "errored"), "1\n3\n");
  assertStringIncludes(await sh.ends(1, "files", "fussy", "--to", "got"), "2 components failed");
  assertEquals(await Deno.readTextFile(`${root}/got/2/out.txt`), "2");
  await sh.ok("rerun", "fussy", "--status", "errored", "--with", "work.ts#mended");
  const csv = await sh.ok("results", "fussy", "--format", "csv");
  assertEquals(csv, "x,half\n0,0\n1,0.5\n2,1\n3,1.5\n");
});

test("what is held or cannot start is explained at the shell, with the command that mends it", async (sh) => {
  const args = ["work.ts#mended", "-r", "2", "-t", "many", "--request_cpus", "500"];
  let { stderr } = await sh.htmap("map", ...args);
  // While a map is made, the pool has only some seconds to say what it has.
  for (let n = 1; !stderr.includes("request_cpus") && n < 10; n++) {
    await sh.ok("remove", "many");
    ({ stderr } = await sh.htmap("map", ...args));
  }
  assertStringIncludes(stderr, "request_cpus asks for 500 processors");
  assertMatch(await sh.ok("reasons", "many"), /^2 components of map many wait, since request_cpus/);
  await sh.ok("map", "work.ts#mended", "-r", "2", "-t", "held", "-o", "hold=true");
  assertStringIncludes(await sh.ends(3, "wait", "held"), "`htmap release held`");
  assertStringIncludes(await sh.ok("reasons", "held"), "Let them go on with");
  await sh.ok("retry", "held", "--memory", "200MB");
  await sh.ok("wait", "held");
  assertEquals(
    await sh.ends(4, "wait", "many", "--timeout", "0").then((said) => said !== ""),
    true,
  );
});
