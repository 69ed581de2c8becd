/**
 * What HTMap's manual says of its commands, in chapter 7, held against htmap by running it.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { COMMANDS_OF_MANUAL } from "./chapter7.ts";
import { type DeclareTest, type Place, untilAtRest } from "./cli.ts";

/** A map of which one component fails, that is over. */
async function failed(place: Place, tag = "fx"): Promise<void> {
  await place.ok(["map", "work.ts#fussy", "-r", "0:4:2", "--tag", tag, "--wait"]);
  await place.ok(["map", "work.ts#fussy", "-r", "0:4", "--tag", `${tag}-odd`]);
  await place.run(["wait", `${tag}-odd`, "--errors-ok", "-q"]);
}

/** Declares the tests. */
export function testChapter7(test: DeclareTest): void {
  testOneMap(test);
  testManyMaps(test);
  testForms(test);
  testHelp(test);
}

function testOneMap(test: DeclareTest): void {
  test("does with one map what the manual's chapter 7 says", async (place) => {
    await failed(place);
    // 7.1.3: the status is case-insensitive, and only the components that have it are printed.
    assertEquals(
      await place.ok(["components", "fx-odd"]),
      [
        "0 COMPLETED",
        "1 ERRORED",
        "2 COMPLETED",
        "3 ERRORED\n",
      ].join("\n"),
    );
    for (const status of ["errored", "ERRORED", "Errored"]) {
      assertEquals(await place.ok(["components", "fx-odd", "--status", status]), "1\n3\n");
    }
    assertEquals(await place.ok(["components", "fx-odd", "--status", "held"]), "");
    assertEquals(
      await place.ok(["components", "fx-odd", "--no-color"]),
      await place.ok(["components", "fx-odd"]),
    );
    assertStringIncludes(
      await place.ok(["components", "fx-odd", "--color"]),
      "\n\x1b[31m1 ERRORED\x1b[39m\n",
    );
    // 7.1.5: 0 is no limit.
    const reports = async (...args: string[]): Promise<number> =>
      (await place.ok(["errors", ...args])).match(/Start error report/g)?.length ?? 0;
    assertEquals(await reports("fx-odd"), 2);
    assertEquals(await reports("fx-odd", "--limit", "0"), 2);
    assertEquals(await reports("--all", "--limit", "1"), 1);
    assertEquals(await reports("-p", "fx*", "-p", "other-*").catch(() => -1), -1);
    // 7.1.8
    const path = async (target: string): Promise<string> =>
      (await place.ok(["path", `fx${target}`])).trim();
    const root = await path("");
    assertEquals(await path(":map"), root);
    assertEquals(await path(":tag"), `${place.root}/htmap/tags/fx`);
    for (const target of ["events", "logs", "inputs", "outputs"]) {
      assertStringIncludes(await path(`:${target}`), `${root}/`);
      assert((await Deno.stat(await path(`:${target}`))).size >= 0);
    }
    // 7.1.13: several components, each an argument, or in one.
    await place.ok(["rerun", "components", "fx-odd", "0", "2"]);
    await place.run(["wait", "fx-odd", "--errors-ok"]);
    await place.ok(["rerun", "components", "fx-odd", "0 2"]);
    await place.run(["wait", "fx-odd", "--errors-ok"]);
    // 7.1.19 and 7.1.20
    await place.ok(["map", "work.ts", "-r", "1", "--tag", "dbl", "--wait"]);
    assertEquals(await place.ok(["stdout", "dbl", "0"]), "doubling 0\n");
    assertStringIncludes(await place.ok(["stderr", "dbl", "0", "--timeout", "1"]), "to stderr");
    // 7.1.15: the map is the same, and the old tag free.
    await place.ok(["retag", "dbl", "doubled"]);
    assertEquals((await place.run(["path", "dbl"])).code, 1);
    assertEquals(await place.ok(["results", "doubled"]), "0\n");
  });
}

function testManyMaps(test: DeclareTest): void {
  test("does with many maps what the manual's chapter 7 says", async (place) => {
    for (const tag of ["scan-1", "scan-2", "other"]) {
      await place.ok(["map", "work.ts#endless", "--tag", tag], "0");
    }
    const all = "other\nscan-1\nscan-2\n";
    assertEquals(await place.ok(["tags"]), all);
    assertEquals(await place.ok(["tags", "-p", "scan-*"]), "scan-1\nscan-2\n");
    assertEquals(await place.ok(["tags", "-p", "scan-1", "--pattern", "o*"]), "other\nscan-1\n");
    const states = async (): Promise<string> =>
      (await Promise.all(all.trim().split("\n").map((tag) => place.ok(["components", tag])))).join(
        "",
      );
    // 7.1.6, 7.1.9 to 7.1.11, 7.1.14 and 7.1.23: each by tags, by patterns, and on all.
    await place.ok(["hold", "-p", "scan-1", "-p", "oth*"]);
    await place.ok(["hold", "scan-2"]);
    assertEquals(await states(), "0 HELD\n0 HELD\n0 HELD\n");
    assertStringIncludes(await place.ok(["reasons", "scan-1", "scan-2"]), "scan-2");
    await place.ok(["release", "--all"]);
    assert(!(await states()).includes("HELD"));
    for (const command of ["pause", "resume", "vacate"]) {
      await place.ok([command, "--all"]);
      await place.ok([command, "scan-1", "-p", "scan-*"]);
    }
    // HTMap's source reads tags on standard input, too.
    const tags = await place.ok(["tags", "-p", "scan-*"]);
    assertStringIncludes((await place.run(["hold", "-"], tags)).stderr, "Held scan-1\nHeld scan-2");
    assertStringIncludes((await place.run(["hold", "-"], "")).stderr, "no tags on standard input");
    assertEquals((await place.run(["hold", "-"], "\n\n")).code, 1);
    assertEquals((await place.run(["hold", "-"], "scan-1\nnone\n")).code, 1);
    assertEquals((await place.run(["hold", "-", "-"], tags)).code, 2);
    assertEquals((await place.run(["hold"], tags)).code, 2);
    // 7.1.4, while they wait.
    assertStringIncludes(
      (await place.run(["edit", "memory", "scan-1", "3", "--unit", "GB"])).stderr,
      "ask for 3 GB of memory now",
    );
    assertStringIncludes(
      (await place.run(["edit", "memory", "scan-1", "300"])).stderr,
      "300 MB of memory",
    );
    assertStringIncludes(
      (await place.run(["edit", "disk", "scan-1", "2048", "--unit", "KB"])).stderr,
      "2 MB of disk space",
    );
    assertEquals((await place.run(["edit", "memory", "scan-1", "3", "--unit", "KB"])).code, 2);
    // 7.1.12 and 7.1.25
    const waited = await place.run(["wait", "scan-1", "scan-2", "other", "--timeout", "0"]);
    assertEquals(waited.code, 3);
    assertStringIncludes(waited.stderr, "Held: scan-1, scan-2\nNot finished yet: other");
    await place.ok(["remove", "-p", "scan-*", "--force"]);
    assertEquals(await place.ok(["tags"]), "other\n");
    await place.ok(["remove", "-"], "other\n");
    assertEquals(await place.ok(["tags"]), "");
  });

  test("clean removes transient maps, and with --all the others, as the manual's 7.1.2 says", async (place) => {
    const transient = (await place.ok(["map", "work.ts", "-r", "1", "--wait"])).trim();
    await place.ok(["map", "work.ts", "-r", "1", "--tag", "kept", "--wait"]);
    assertMatch(await place.ok(["status"]), new RegExp(`^\\* ${transient} `, "m"));
    await place.ok(["clean"]);
    assertEquals(await place.ok(["tags"]), "kept\n");
    await place.ok(["clean", "--all"]);
    assertEquals(await place.ok(["tags"]), "");
  });
}

function testForms(test: DeclareTest): void {
  test("shows the state of maps, its settings and its log as the manual's chapter 7 says", async (place) => {
    await place.ok(["map", "work.ts", "-r", "2", "--tag", "dbl", "--wait"]);
    await untilAtRest(place); // then it takes as much room on each look
    const [heading = ""] = (await place.ok(["status"])).split("\n");
    assertStringIncludes(heading, "COMPLETED");
    assertStringIncludes(heading, "Max Memory");
    assert(!(await place.ok(["status", "--no-state"])).includes("COMPLETED"));
    assert(!(await place.ok(["status", "--no-meta"])).includes("Memory"));
    const json = await place.ok(["status", "--format", "json", "--keys", "htmap"]);
    assertEquals(JSON.parse(json).dbl.component_status_counts.completed, 2);
    const compact = await place.ok(["status", "--format", "json_compact"]);
    assertEquals(compact.trim().split("\n").length, 1);
    assertStringIncludes(await place.ok(["status", "--format", "csv"]), "tag,");
    assertEquals(await place.ok(["status", "--no-live", "--no-color"]), await place.ok(["status"]));
    assertStringIncludes(await place.ok(["status", "--color"]), "\x1b[32m        2\x1b[39m");
    assertEquals((await place.run(["status", "--live", "--format", "csv"])).code, 2);
    await place.ok(["set", "WAIT_TIME", "2"]);
    assertEquals(await place.ok(["settings", "--user"]), "WAIT_TIME = 2\n");
    assertStringIncludes(await place.ok(["settings"]), "HTMAP_DIR = ");
    const log = (await place.ok(["logs"])).trim();
    assertEquals(await place.ok(["logs", "--no-view"]), `${log}\n`);
    assertStringIncludes(await place.ok(["logs", "--view"]), 'the map "dbl"');
    assertMatch(await place.ok(["version"]), /htmap/);
    assertMatch(await place.ok(["--version"]), /^htmap \d/);
  });

  test("transplants are listed, and removed by index, as the manual's 7.1.22 says", async (place) => {
    assertStringIncludes((await place.run(["transplants", "info"])).stderr, "no transplants");
    const directory = `${place.root}/htmap/transplants/0123456789abcdef`;
    await Deno.mkdir(directory, { recursive: true });
    await Deno.chmod(`${place.root}/htmap`, 0o700);
    const info = await place.ok(["transplants", "info"]);
    assertMatch(info, /^ +0 +0123456789abcdef /m);
    assertEquals(
      JSON.parse(await place.ok(["transplants", "info", "--format", "json"]))[0].index,
      0,
    );
    const other = await place.run(["transplants", "remove", "1"]);
    assertEquals(other.code, 1);
    assertStringIncludes(other.stderr, "There is 1 transplant, numbered from 0");
    assertEquals((await place.run(["transplants", "remove", "first"])).code, 2);
    await place.ok(["transplants", "remove", "0"]);
    assertEquals(JSON.parse(await place.ok(["transplants", "info", "--format", "json"])), []);
  });
}

function testHelp(test: DeclareTest): void {
  test("has help for each command of the manual's, with each of its options", async (place) => {
    for (const { name, options } of COMMANDS_OF_MANUAL) {
      const words = name.split(" ");
      const help = await place.ok([...words, "--help"]);
      for (const option of options) assertStringIncludes(help, option.name.slice(2), name);
    }
  });
}
