/**
 * What the command line promises of mending maps, and of watching them in lines.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import {
  type DeclareTest,
  interruptedAtWork,
  outcome,
  pause,
  type Place,
  untilAtRest,
} from "./cli.ts";
import { inTerminal } from "./terminal.ts";

/** Declares the tests. */
export function testMending(test: DeclareTest): void {
  testRerun(test);
  testRetry(test);
  testStatus(test);
  testLiveOnTerminal(test);
  testWait(test);
}

async function fussy(place: Place): Promise<void> {
  await place.ok(["map", "work.ts#fussy", "-r", "0:6", "--tag", "fx"]);
  assertEquals((await place.run(["wait", "fx", "-q"])).code, 1);
  await place.run(["wait", "fx", "-q", "--errors-ok"]);
}

function testRerun(test: DeclareTest): void {
  test("rerun chooses components by their state, and runs another function of another file", async (place) => {
    await fussy(place);
    // Short for `rerun map fx`.
    const again = ["rerun", "fx", "--status", "ERRORED", "--with", "work.ts#same"];
    const { code, stdout, stderr } = await place.run(again);
    assertEquals([code, stdout, stderr], [0, "", "Running 3 of 6 components of fx again\n"]);
    await place.ok(["wait", "fx", "-q"]);
    assertEquals(await place.ok(["results", "fx"]), "0\n1\n2\n3\n4\n5\n");
    const none = await place.run([
      "rerun",
      "map",
      "fx",
      "--status",
      "errored",
      "--status",
      "removed",
    ]);
    assertEquals(none.code, 0);
    assertStringIncludes(none.stderr, "no component is ERRORED or REMOVED");
    const both = await place.run([
      "rerun",
      "map",
      "fx",
      "--status",
      "removed",
      "--status",
      "completed",
    ]);
    assertStringIncludes(both.stderr, "Running 6 of 6");
    await place.ok(["wait", "fx", "-q"]);
    for (const status of ["held", "idle", "running"]) {
      const { code, stderr } = await place.run(["rerun", "map", "fx", "--status", status]);
      assertEquals(code, 2);
      assertStringIncludes(stderr, `Components that are ${status.toUpperCase()} have not ended`);
    }
    const mistyped = await place.run(["rerun", "map", "fx", "--status", "erored"]);
    assertEquals(mistyped.code, 2);
    assertStringIncludes(mistyped.stderr, "Did you mean ERRORED?");
  });

  test("rerun components takes lists, ranges, what counts from the end, and what components prints", async (place) => {
    await fussy(place);
    const failed = await place.ok(["components", "fx", "--status", "errored"]);
    assertEquals(failed, "1\n3\n5\n");
    const piped = await place.run(["rerun", "components", "fx", "-", "-q"], failed);
    assertEquals([piped.code, piped.stderr], [0, "Running 1,3,5 of fx again\n"]);
    await place.run(["wait", "fx", "-q", "--errors-ok"]);
    for (
      const [args, again] of [
        [["0", "1"], "0-1"],
        [["0 1"], "0-1"],
        [["0,1", "2"], "0-2"],
        [["2-4", "-1"], "2-5"],
        [["-6", "0"], "0"],
      ] as const
    ) {
      const { code, stderr } = await place.run(["rerun", "components", "fx", ...args]);
      assertEquals([code, stderr], [0, `Running ${again} of fx again\n`], args.join());
      await place.run(["wait", "fx", "-q", "--errors-ok"]);
    }
    for (
      const [args, code, said] of [
        [["4-2"], 2, "no range"],
        [["1.5"], 2, "cannot be a component"],
        [["0x1"], 2, "cannot be a component"],
        [["--", "-7"], 1, "has no component -7"],
        [["0-999999999999"], 1, "has no component 999999999999"],
        [[""], 2, "Which components?"],
      ] as const
    ) {
      const { code: found, stderr } = await place.run(["rerun", "components", "fx", ...args]);
      assertEquals(found, code, args.join());
      assertStringIncludes(stderr, said);
    }
    const more = ["rerun", "components", "fx", "0", "--request_memory", "200MB", "-o", "nobody=1"];
    const mended = await place.run(more);
    assertEquals(mended.code, 0, mended.stderr);
    assertMatch(mended.stderr, /no submit command nobody, .*written MY\.nobody$/m);
    await place.run(["wait", "fx", "-q", "--errors-ok"]);
    const empty = await place.run(["rerun", "components", "fx", "-"], "");
    assertEquals(empty.code, 1);
    assertStringIncludes(empty.stderr, "no components on standard input");
  });
}

function testRetry(test: DeclareTest): void {
  test("retry releases what is held, with more of what it ran out of, and says what it did", async (place) => {
    await place.ok(["map", "work.ts", "-r", "0:4", "--tag", "big", "-o", "request_memory=100MB"]);
    await place.ok(["wait", "big", "-q"]);
    const none = await place.run(["retry", "big"]);
    assertEquals([none.code, none.stderr], [0, "No component of big is held\n"]);
    for (const act of ["hold", "release", "pause", "resume", "vacate"]) {
      const { code, stderr } = await place.run([act, "big"]);
      const nothing = `Nothing to ${act} in big: each of its components has ended\n`;
      assertEquals([code, stderr], [0, nothing]);
    }

    const go = `${place.root}/go`;
    await place.ok(
      ["map", "work.ts#untilThere", "--tag", "held", "-o", "request_memory=100MB"],
      `${JSON.stringify(go)}\n`.repeat(2),
    );
    await place.ok(["hold", "held"]);
    const given = await place.run(["retry", "held", "--memory", "256MB", "--disk", "1GB"]);
    assertEquals(given.code, 0);
    assertEquals(
      given.stderr,
      "Released 2 components of held (0-1), which ask for 256 MB of memory and 1 GB of disk space now\n",
    );
    await place.ok(["hold", "held"]);
    const { stderr } = await place.run(["retry", "held"]);
    assertEquals(
      stderr,
      "Released 2 components of held (0-1), which ask for what they did before\n",
    );

    // As HTCondor says it of a job that took more memory than it was given.
    await place.ok(["hold", "held"]);
    const log = (await place.ok(["path", "held:events"])).trim();
    const text = await Deno.readTextFile(log);
    const last = text.lastIndexOf("Code 1 Subcode 0");
    const longer = `${text.slice(0, last)}Code 34 Subcode 102${
      text.slice(last + "Code 1 Subcode 0".length)
    }`;
    // In one write, since a scheduler that comes late would run what an empty log does not say is held.
    using file = await Deno.open(log, { write: true });
    await file.write(new TextEncoder().encode(longer));
    await Deno.remove(`${log.replace(/[^/]*$/, "")}state.cbor`).catch(() => {});
    const doubled = await place.run(["retry", "held"]);
    assertMatch(doubled.stderr, /\((0|1)\), which asks for 512 MB of memory now$/m);
    assertMatch(doubled.stderr, /\((0|1)\), which asks for what it did before$/m);
    await Deno.writeTextFile(go, "");
    await place.ok(["wait", "held", "-q"]);
    for (const size of ["lots", "0", "-1", "1PB", ""]) {
      const { code } = await place.run(["retry", "held", `--memory=${size}`]);
      assertEquals(code, 2, size);
    }
  });

  test("retry and edit say how to run again what has failed, and is not held", async (place) => {
    await fussy(place);
    const retry = await place.run(["retry", "fx", "--memory", "4GB"]);
    assertEquals(retry.code, 0);
    assertStringIncludes(
      retry.stderr,
      "3 components failed: `htmap rerun map fx --errored -o request_memory=4GB` runs them again",
    );
    const edit = await place.run(["edit", "disk", "fx", "2GB"]);
    assertEquals(edit.code, 0);
    assertStringIncludes(edit.stderr, "nothing was changed");
    assertStringIncludes(edit.stderr, "`htmap rerun map fx --errored -o request_disk=2GB`");
  });
}

function testStatus(test: DeclareTest): void {
  test("status leaves out what does not fit where COLUMNS says how wide it may be", async (place) => {
    await place.ok([
      "map",
      "work.ts",
      "-r",
      "2",
      "--tag",
      "a-name-that-is-rather-long-1",
      "--wait",
    ]);
    await place.ok([
      "map",
      "work.ts",
      "-r",
      "2",
      "--tag",
      "a-name-that-is-rather-long-2",
      "--wait",
    ]);
    await untilAtRest(place); // then they take as much room on each look
    const at = async (columns: string): Promise<string> => {
      const program = place.program.command;
      const shell = `COLUMNS=${columns} exec "$@"`;
      const child = place.launch("/bin/sh", ["-c", shell, "sh", ...program, "status"]);
      return (await outcome(child)).stdout;
    };
    for (const columns of [100, 80, 60, 40]) {
      const lines = (await at(String(columns))).trimEnd().split("\n");
      for (const line of lines) assert(line.length <= columns, line);
      assertStringIncludes(lines.join("\n"), "2");
      assertEquals(new Set(lines).size, lines.length, "two maps look the same");
    }
    assertEquals(await at(""), await place.ok(["status"]));
    assertEquals(await at("many"), await place.ok(["status"]));
  });

  test("status --live in a pipe prints what has changed, until it is told to stop", async (place) => {
    await place.ok(["map", "work.ts", "-r", "2", "--tag", "dbl", "--wait"]);
    await untilAtRest(place); // then nothing of it changes any more
    const { code, stdout, stderr } = await interruptedAtWork(
      () => place.start(["status", "--live"]),
      ({ stdout }) => stdout !== "",
    );
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout.match(/^Tag /gm)?.length, 1);
    const shell = place.launch("/bin/sh", [
      "-c",
      '"$@" | { read -r line; echo "$line"; exec <&-; : >seen; }',
      "sh",
      ...place.program.command,
      "status",
      "--live",
    ]);
    while (!await Deno.stat(`${place.root}/seen`).catch(() => undefined)) await pause(20);
    // The next frame finds nobody who reads it.
    await place.ok(["map", "work.ts", "-r", "1", "--tag", "more", "--wait"]);
    const piped = await outcome(shell);
    assertEquals([piped.code, piped.stderr], [0, ""]);
  });
}

function testLiveOnTerminal(test: DeclareTest): void {
  test("status --live draws in place on a terminal, and leaves that as it was", async (place) => {
    await place.ok(["map", "work.ts", "-r", "2", "--tag", "dbl", "--wait"]);
    const sent = await inTerminal(place, ["status", "--live"], { interruptAfter: "COMPLETED" });
    const [before = "", ...rest] = sent.split("\x1b[?1049h");
    const [drawn = "", after = ""] = rest.join("").split("\x1b[?1049l");
    assertEquals(before, "");
    assertMatch(drawn, /^\S*Tag +HELD/);
    assertStringIncludes(drawn, "\x1b[?25h");
    assertMatch(after.trim(), /^Tag +HELD[^]* dbl [^]*$/);
  });
}

function testWait(test: DeclareTest): void {
  test("wait waits for all maps at once, names what became of each, and exits with the worst", async (place) => {
    await place.ok(["map", "work.ts", "-r", "2", "--tag", "fine", "--wait"]);
    await fussy(place);
    await place.ok(["map", "work.ts#endless", "--tag", "slow"], "0");
    const all = await place.run(["wait", "fine", "fx", "slow", "--timeout", "1"]);
    assertEquals(all.code, 1);
    assertStringIncludes(all.stderr, "Finished: fine\nFailed: fx\nNot finished yet: slow");
    const late = await place.run(["wait", "fine", "slow", "--timeout", "0.5", "-q"]);
    assertEquals(late.code, 4);
    assertStringIncludes(late.stderr, 'The map "slow" was not finished');
    const fine = await place.run(["wait", "fine", "fx", "-q", "--errors-ok"]);
    assertEquals(fine, { code: 0, stdout: "", stderr: "" });
    const stopped = await interruptedAtWork(
      () => place.start(["wait", "fine", "slow", "-q"]),
      // Before it has looked at either, it speaks of both.
      ({ stderr }) => stderr !== "" && !stderr.includes("The maps go on"),
    );
    assertEquals(stopped.code, 130);
    assertStringIncludes(stopped.stderr, "The map slow goes on");
  });

  test("wait says so of a map that is removed meanwhile, and waits for the others", async (place) => {
    const go = `${place.root}/go`;
    await place.ok(["map", "work.ts#untilThere", "--tag", "slow"], JSON.stringify(go));
    await place.ok(["map", "work.ts#endless", "--tag", "gone"], "0");
    const child = place.start(["wait", "slow", "gone"]);
    const said = child.stderr.pipeThrough(new TextDecoderStream());
    const reader = said.getReader();
    await reader.read(); // its progress: it waits
    reader.releaseLock();
    await place.ok(["remove", "gone", "--force"]);
    await Deno.writeTextFile(go, "");
    const stderr = (await Array.fromAsync(said)).join("");
    await child.stdout.cancel();
    assertEquals((await child.status).code, 1);
    assertStringIncludes(stderr, '"gone"');
    assertStringIncludes(stderr, "Finished: slow\nFailed: gone");
  });
}
