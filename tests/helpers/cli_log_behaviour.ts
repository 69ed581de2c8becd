/**
 * What the command line promises of the log and of progress.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import type { DeclareTest } from "./cli.ts";
import { readLog } from "./log_behaviour.ts";
import { screenOf } from "./screen.ts";
import { inTerminal } from "./terminal.ts";

/** Declares the tests. */
export function testLogs(test: DeclareTest): void {
  test("logs prints the path of the log, and says if there is none", async (place) => {
    const path = `${place.root}/htmap/log/htmap.log`;
    const none = await place.run(["logs"]);
    assertEquals([none.code, none.stdout], [0, `${path}\n`]);
    assertStringIncludes(none.stderr, "Nothing has been logged there yet");
    await place.ok(["map", "work.ts", "--range", "2", "--tag", "m"]);
    assertEquals(await place.run(["logs"]), { code: 0, stdout: `${path}\n`, stderr: "" });
    assertMatch(
      readLog({ log: path }).map(({ message }) => message).join("\n"),
      /^The map "m" .* with 2 components in 2 jobs$/m,
    );
  });

  test("logs --view says that the log cannot be read, and what to do", async (place) => {
    const path = `${place.root}/htmap/log/htmap.log`;
    await place.ok(["map", "work.ts", "--range", "2", "--tag", "m"]);
    await Deno.remove(path);
    await Deno.mkdir(path);
    const { code, stdout, stderr } = await place.run(["logs", "--view"]);
    assertEquals([code, stdout], [1, ""]);
    assertStringIncludes(stderr, `The log ${path} cannot be read: it is a directory. Move it away`);
  });

  test("logs what ended a command, and with LOG.LEVEL debug what was called", async (place) => {
    const log = `${place.root}/htmap/log/htmap.log`;
    await place.ok(["map", "work.ts", "--range", "2", "--tag", "m"]);
    await place.ok(["set", "LOG.LEVEL", "debug"]);
    assertEquals((await place.run(["wait", "no such map"])).code, 1);
    const said = readLog({ log }).filter(({ category }) => category === "htmap.cli");
    assertEquals(said.map(({ level }) => level), ["debug", "error"]);
    assertStringIncludes(said[0]!.message, "htmap wait 'no such map' (htmap ");
    assertStringIncludes(
      said[1]!.message,
      'TagNotFound: There is no map with the tag "no such map"',
    );
    const before = await Deno.readTextFile(log);
    await place.ok(["set", "LOG.LEVEL", "none"]);
    await place.run(["wait", "no such map"]);
    assert((await Deno.readTextFile(log)).length - before.length < 200); // `set` itself is the last
  });

  test("--verbose shows what is logged, and standard output stays the command's own", async (place) => {
    const args = ["map", "work.ts", "--range", "2", "--tag", "m"];
    const { code, stdout, stderr } = await place.run(["--verbose", ...args]);
    assertEquals([code, stdout], [0, "m\n"]);
    assertMatch(stderr, /^\S+Z debug \d+ htmap\.cli htmap map work\.ts --range 2 --tag m \(/m);
    assertMatch(stderr, /^\S+Z info \d+ htmap\.map The map "m" .* was made /m);
    assertEquals((await place.run(["wait", "m", "--quiet"])).stderr, "");
  });

  test("wait shows progress in lines where there is no terminal", async (place) => {
    await place.ok(["map", "work.ts#slow", "--range", "1:3", "--tag", "s"]);
    const { code, stdout, stderr } = await place.run(["wait", "s"]);
    assertEquals([code, stdout], [0, ""]);
    const lines = stderr.trimEnd().split("\n");
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    for (const line of lines) assertMatch(line, /^s: +\d+% \d\/2 components \[[^\x00-\x1f█]*$/);
    assertMatch(lines.at(-1)!, /^s: 100% 2\/2 components \[\d\d:\d\d\]$/);
    // What was over before says so once.
    assertMatch(
      (await place.run(["wait", "s"])).stderr,
      /^s: 100% 2\/2 components \[\d\d:\d\d\]\n$/,
    );
    assertEquals(await place.run(["wait", "s", "--quiet"]), { code: 0, stdout: "", stderr: "" });
  });

  test("map --wait shows a bar on a terminal, and says what it made", async (place) => {
    const args = ["map", "work.ts", "--range", "2", "--tag", "m", "--wait"];
    const shown = screenOf(await inTerminal(place, args));
    const lines = shown.filter((line) => !line.startsWith("Making m:")); // if that took long
    assertEquals(lines.slice(0, 2), ["Created map m with 2 components", "m"]);
    assertMatch(lines[2]!, /^m: 100% █+ 2\/2 components \[\d\d:\d\d\]$/);
    assertEquals(lines.slice(3), [""]);
  });

  test("map says that a map runs on this machine where nobody asked for that", async (place) => {
    const args = ["map", "work.ts", "--range", "2", "--tag", "m", "--backend", "auto"];
    const shown = screenOf(await inTerminal(place, args));
    const made = shown.filter((line) => !line.startsWith("Making m:"));
    const where = " on this machine, for condor_submit is not on PATH";
    assertEquals(made, [`Created map m with 2 components${where}`, "m", ""]);
  });
}
