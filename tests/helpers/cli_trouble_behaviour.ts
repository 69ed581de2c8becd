/**
 * What the command line promises when something is wrong.
 *
 * @module
 */

import { isThere } from "../../lib/base/files.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { type DeclareTest, mapsOf, type Outcome, outcome, pause, type Place } from "./cli.ts";
import { statOf } from "../../lib/backend/local/process.ts";
import { TIMEOUT } from "./patience.ts";
import { inTerminal } from "./terminal.ts";

/** Functions that give trouble. */
const TROUBLE = `
export const bytes = (x) => {
  Deno.stdout.writeSync(new Uint8Array([0xff, 0, 0xfe, x]));
};
export const fails = (x) => {
  if (x > 1) throw new Error(\`no \${x} \${"!".repeat(x === 2 ? 3000 : 0)}\`);
  return x;
};
export const commands = (x) => {
  const title = "\\x1b]0;owned\\x07\\x9b2J\\r";
  console.log(\`printed \${title}\`);
  if (x === 1) {
    Deno.writeTextFileSync(\`file \${title}\`, "");
    throw new Error(\`thrown \${title}\`);
  }
  return \`returned \${title}\`;
};
export const slow = (x) => new Promise((resolve) => setTimeout(() => resolve(x), 1_000_000_000));
export default (x) => x;
`;

/** Functions whose results are small where they are, and large when they are written out. */
const LARGE = `
export const shared = () => {
  let value = [];
  for (let i = 0; i < 40; i++) value = [value, value];
  return value;
};
export const gaps = () => new Array(2 ** 32 - 1);
export const long = () => "x".repeat(50_000_000);
`;

/** How long htmap gives a tool of HTCondor's to come to its end, in milliseconds. */
const TOOL_TIMEOUT = 600_000;

/** Declares the tests. */
export function testTrouble(test: DeclareTest): void {
  testUsage(test);
  testData(test);
  testAdvice(test);
  testInterrupted(test);
}

function testUsage(test: DeclareTest): void {
  test("map takes a map option that cannot be for wrong usage", async (place) => {
    await place.write("trouble.js", TROUBLE);
    const wrong = {
      "chunk=0": 'cannot be "chunk=0": chunk must be a whole number from 1',
      "chunk=a": 'cannot be "chunk=a": chunk must be a whole number from 1',
      "chunk=1.5": 'cannot be "chunk=1.5": chunk must be a whole number from 1',
      "executable=x": "reserved",
    };
    for (const [option, message] of Object.entries(wrong)) {
      const { code, stderr } = await place.run(["map", "trouble.js", "-r", "1", "-o", option]);
      assertStringIncludes(stderr, message);
      assertEquals(code, 2);
    }
    const { code, stderr } = await place.run(["map", "trouble.js", "-r", "0"]);
    assertStringIncludes(stderr, "the range is empty");
    assertEquals(code, 2);
    assertEquals(await mapsOf(place), []);
  });

  test("help COMMAND shows the help of a command", async (place) => {
    for (const names of [[], ["map"], ["rerun"], ["rerun", "map"]]) {
      assertEquals(await place.ok(["help", ...names]), await place.ok([...names, "--help"]));
    }
    assertEquals((await place.run(["help", "mpa"])).code, 2);
  });

  test("run and map say that a directory is no file", async (place) => {
    for (const command of ["run", "map"]) {
      const { code, stderr } = await place.run([command, "."]);
      assertStringIncludes(stderr, ". is a directory");
      assertEquals(code, 1);
    }
  });

  test("takes a pattern that matches no tag for a mistake, but only where maps are acted on or waited for", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js", "-r", "1", "--tag", "one", "--wait"]);
    for (const command of [["wait"], ["remove"], ["hold"], ["errors"], ["rerun", "map"]]) {
      const { code, stderr } = await place.run([...command, "-p", "on*", "-p", "tow*"]);
      assertStringIncludes(stderr, 'No tag matches "tow*". The tags in use are one');
      assertEquals(code, 1);
    }
    const { code, stdout, stderr } = await place.run(["status", "-p", "tow*"]);
    assertStringIncludes(stderr, 'No tag matches "tow*"');
    assertEquals([code, stdout], [0, ""]);
  });
}

function testData(test: DeclareTest): void {
  test("map refuses inputs that would not arrive as they are", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await Deno.writeFile(`${place.root}/bytes`, new Uint8Array([0x31, 10, 34, 0xff, 34, 10]));
    for (
      const [line, message] of [['{"$date": "nope"}', "$date"], ["12345678901234567890", "$bigint"]]
    ) {
      const { code, stderr } = await place.run(["map", "trouble.js"], `1\n${line}\n`);
      assertStringIncludes(stderr, `Line 2 of standard input is not an input`);
      assertStringIncludes(stderr, message ?? "");
      assertEquals(code, 1);
    }
    const { code, stderr } = await place.run(["map", "trouble.js", "-i", "bytes"]);
    assertStringIncludes(stderr, "Line 2 of bytes is not UTF-8 text");
    assertEquals(code, 1);
    assertEquals(await mapsOf(place), []);
  });

  test("stdout copies bytes as they are, also those of one component of a job", async (place) => {
    await place.write("trouble.js", TROUBLE);
    for (const [tag, chunk] of [["single", "1"], ["chunked", "3"]] as const) {
      const args = ["-r", "5:8", "-o", `chunk=${chunk}`, "--tag", tag, "--wait"];
      await place.ok(["map", "trouble.js#bytes", ...args]);
      for (const component of [0, 1, 2]) {
        const child = place.start(["stdout", tag, String(component)]);
        const { code, stdout } = await child.output();
        assertEquals([code, ...stdout], [0, 0xff, 0, 0xfe, 5 + component]);
      }
    }
  });

  test("lets no text of a component command a terminal, and changes none of it elsewhere", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js#commands", "-r", "2", "--tag", "c"]);
    await place.ok(["wait", "c", "--errors-ok"]);
    const title = "\x1b]0;owned\x07\x9b2J\r";
    const shown = "^[]0;owned^G\\x9b2J^M";
    const calls: Record<string, string[]> = {
      "printed": ["stdout", "c", "0"],
      "returned": ["results", "c", "--format", "text"],
      "file": ["errors", "c"],
      "thrown": ["wait", "c"],
    };
    for (const [word, args] of Object.entries(calls)) {
      const text = await inTerminal(place, args);
      assertStringIncludes(text, `${word} ${shown}`);
      // A progress bar's own, which it ends with.
      const rest = text.replaceAll("\r\x1b[K", "");
      for (const command of ["\x1b", "\x07", "\x9b", "\r"]) assert(!rest.includes(command), text);
    }
    assertEquals(await place.ok(["stdout", "c", "0"]), `printed ${title}\n`);
    const { stdout } = await place.run(["results", "c", "--format", "text"]);
    assertEquals(stdout, `returned ${title}\n`);
  });

  test("results shows the first errors, says where the others are, and goes on after what cannot be read", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js#fails", "-r", "0:9", "--tag", "f"]);
    await place.run(["wait", "f", "--errors-ok"]);
    const output = `${(await place.ok(["path", "f:outputs"])).trim()}/0.out`;
    await Deno.remove(output);
    await Deno.mkdir(output);
    const { code, stdout, stderr } = await place.run(["results", "f"]);
    assertEquals([code, stdout], [1, "1\n"]);
    assertStringIncludes(stderr, "What component 0 brought back cannot be read");
    assertStringIncludes(stderr, "`htmap rerun components f 0`");
    assertEquals(stderr.match(/===== Start error report/g)?.length, 4); // of components 2 to 5
    assertStringIncludes(
      stderr,
      "3 more components have no result, 8 of 9 in all. Their reports: `htmap errors f`",
    );
    assert(stderr.split("\n").every((line) => line.length < 1200));
  });

  test("results says what cannot be written out, and writes what is long, in little memory", async (place) => {
    await place.write("large.js", LARGE);
    for (const name of ["shared", "gaps", "long"]) {
      await place.ok(["map", `large.js#${name}`, "-r", "1", "--tag", name, "--wait"]);
    }
    for (const format of ["jsonl", "text"]) {
      for (const tag of ["shared", "gaps"]) {
        const { code, stdout, stderr } = await inLittleMemory(place, [
          "results",
          tag,
          "--format",
          format,
        ]);
        assertStringIncludes(
          stderr,
          `The result of component 0 of map "${tag}" cannot be printed as ${format}`,
        );
        assertStringIncludes(stderr, `(await htmap.load("${tag}")).get(0)`);
        assert(!/C stack|Fatal/.test(stderr), stderr);
        assertEquals([code, stdout], [1, ""]);
      }
      const { code, stdout } = await inLittleMemory(place, ["results", "long", "--format", format]);
      assertEquals([code, stdout.length], [0, 50_000_001 + (format === "text" ? 0 : 2)]);
    }
  });

  test("errors shows a long line whole", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js#fails", "--tag", "f"], "2\n");
    await place.run(["wait", "f", "--errors-ok"]);
    assertStringIncludes(await place.ok(["errors", "f"]), "!".repeat(3000));
  });
}

function testAdvice(test: DeclareTest): void {
  test("advises commands, not calls of the library", async (place) => {
    await place.write("trouble.js", TROUBLE);
    for (const tag of ["one", "two&2"]) {
      await place.ok(["map", "trouble.js", "-r", "1", "--tag", tag, "--wait"]);
    }
    for (
      const args of [["map", "trouble.js", "-r", "1", "--tag", "two&2"], ["retag", "one", "two&2"]]
    ) {
      const { code, stderr } = await place.run(args);
      assertStringIncludes(stderr, "remove it with `htmap remove 'two&2'`");
      assert(!stderr.includes("htmap.load"), stderr);
      assertEquals(code, 1);
    }
    await Deno.remove((await place.ok(["path", "one:logs"])).trim(), { recursive: true });
    const { code, stderr } = await place.run(["stdout", "one", "0"]);
    assertStringIncludes(stderr, "`htmap rerun components one 0`");
    assertEquals(code, 1);
  });

  test("says where a map of HTCondor's is to be run again, where HTCondor is not", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js", "-r", "1", "--tag", "one", "--wait"]);
    await giveToCondor(place, "one");
    for (const args of [["rerun", "map", "one"], ["hold", "one"], ["remove", "one"]]) {
      const { code, stderr } = await place.run(args);
      assertMatch(
        stderr,
        /condor_\w+ is not on PATH\. The map's jobs are in HTCondor: run htmap on/,
      );
      assert(!stderr.includes("HTMAP_BACKEND"), stderr);
      assertEquals(code, 1);
    }
    const args = ["map", "trouble.js", "-r", "1", "--backend", "htcondor"];
    assertStringIncludes((await place.run(args)).stderr, "HTMAP_BACKEND=local");
    await place.ok(["remove", "--force", "one"]);
  });

  test("retag says that a map has the tag already", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js", "-r", "1", "--tag", "one", "--wait"]);
    const { code, stderr } = await place.run(["retag", "one", "one"]);
    assertEquals([code, stderr], [0, "The map one has that tag already\n"]);
    const transient = (await place.ok(["map", "trouble.js", "-r", "1"])).trim();
    const refused = await place.run(["retag", transient, transient]);
    assertStringIncludes(refused.stderr, "Give it another tag to make it stay");
    assertEquals(refused.code, 1);
  });
}

function testInterrupted(declare: DeclareTest): void {
  const test: DeclareTest = (promise, body) =>
    declare(promise, async (place) => {
      try {
        await body(place);
      } finally {
        await writeTools(place, { condor_q: "" }); // also if it failed, what it made is to be removed
      }
    });
  const lines: Record<string, [args: string[], message: string]> = {
    "rerun map": [["rerun", "map", "one"], "Nothing is lost"],
    "rerun components": [["rerun", "components", "one", "0"], "Nothing is lost"],
    "hold": [["hold", "one"], "Perhaps not, or not completely, held: one"],
  };
  for (const [command, [args, message]] of Object.entries(lines)) {
    test(`${command} can be interrupted: it says what became of the map`, async (place) => {
      await place.write("trouble.js", TROUBLE);
      await place.ok(["map", "trouble.js", "-r", "1:3", "--tag", "one", "--wait"]);
      await slowPool(place, "one");
      const { code, stdout, stderr } = await interruptedInTool(place, args);
      assertStringIncludes(stderr, message);
      assertMatch(stderr, /`htmap status one`/);
      assertEquals([code, stdout], [130, ""]);
      // It may ask the queue first whether jobs got in, and an answer takes its time.
      assertEquals(await place.ok(["results", "one", "--timeout", TIMEOUT]), "1\n2\n");
    });
  }

  test("a command that is ended by a signal leaves no tool of HTCondor's behind", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js#slow", "-r", "1", "--tag", "one"]);
    await giveToCondor(place, "one");
    await writeTools(place, { condor_q: `/bin/sleep 1000 & echo $! >${place.root}/pid; wait` });
    const child = place.start(["status", "one"]);
    let pid = 0;
    while (pid === 0) {
      await pause(20);
      pid = Number(await Deno.readTextFile(`${place.root}/pid`).catch(() => ""));
    }
    child.kill("SIGINT");
    assertEquals((await outcome(child)).code, 130);
    while (statOf(pid)) await pause(20);
    await giveToCondor(place, "one", "local");
  });

  test("map and remove end at once when they are interrupted, though all of HTCondor's tools hang", async (place) => {
    await place.write("trouble.js", TROUBLE);
    await place.ok(["map", "trouble.js", "-r", "1:3", "--tag", "one", "--wait"]);
    await slowPool(place, "one");
    const asked = ["condor_version", "condor_config_val", "condor_status"];
    const [hanging, silent] = [hang(place), ""].map((does) =>
      Object.fromEntries(asked.map((tool) => [tool, does]))
    );
    await writeTools(place, { condor_q: hang(place), ...hanging });
    const atOnce = async (args: readonly string[]): Promise<Outcome> => {
      const start = performance.now();
      const ended = await interruptedInTool(place, args);
      assert(performance.now() - start < TOOL_TIMEOUT, `${args.join(" ")} waited for a tool`);
      return ended;
    };
    const args = ["map", "trouble.js", "-r", "2", "--tag", "two", "--backend", "htcondor"];
    const asking = await atOnce(args);
    assertStringIncludes(asking.stderr, "Stopped. No map was made");
    assertEquals([asking.code, (await mapsOf(place)).length], [130, 1]);
    await writeTools(place, { ...silent });
    const map = await atOnce([...args, "-o", "request_memory=1GB"]);
    assertStringIncludes(map.stderr, "Stopped. No map was made");
    assertStringIncludes(map.stderr, "`htmap clean` removes it");
    const removal = await atOnce(["remove", "one"]);
    assertEquals([map.code, removal.code], [130, 130]);
    await writeTools(place, { condor_q: "" });
    await place.ok(["clean"]);
    assertEquals(await mapsOf(place), []);
  });
}

/** Runs htmap with a limit on its memory, so that it does not take the machine's. */
async function inLittleMemory(place: Place, args: readonly string[]): Promise<Outcome> {
  const limited = ["--data=2000000000", ...place.program.command, ...args];
  return await outcome(place.launch("/usr/bin/prlimit", limited));
}

/** What a tool does that waits for a child which never ends, once it has said that it does. */
function hang(place: Place): string {
  return `: >"${place.root}/hangs"; /bin/sleep 1000`;
}

/** Runs htmap until one of HTCondor's tools hangs, and sends it SIGINT. */
async function interruptedInTool(place: Place, args: readonly string[]): Promise<Outcome> {
  await Deno.remove(`${place.root}/hangs`).catch(() => {}); // no tool has hung before
  const child = place.start(args);
  const end = outcome(child);
  const ended = end.then(() => true);
  while (!isThere(`${place.root}/hangs`)) {
    if (await Promise.race([ended, pause(20)])) return await end;
  }
  child.kill("SIGINT");
  return await end;
}

/** Gives a map to an HTCondor whose tools never come to an end. */
async function slowPool(place: Place, tag: string): Promise<void> {
  await writeTools(place, {
    condor_q: "echo 1",
    condor_hold: hang(place),
    condor_submit: hang(place),
  });
  await giveToCondor(place, tag);
}

/** Makes a map that was made here one of HTCondor's, or the reverse. */
async function giveToCondor(place: Place, tag: string, backend = "htcondor"): Promise<void> {
  const path = `${(await place.ok(["path", tag])).trim()}/map.json`;
  const description: unknown = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(
    path,
    JSON.stringify(Object.assign({}, description, { backend })),
  );
}

/** Puts shell scripts on PATH that stand for tools of HTCondor's. */
async function writeTools(place: Place, tools: Readonly<Record<string, string>>): Promise<void> {
  for (const [tool, does] of Object.entries(tools)) {
    const path = await place.write(`bin/${tool}`, `#!/bin/sh\n${does}\n`);
    await Deno.chmod(path, 0o755);
  }
}
