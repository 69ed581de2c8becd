/**
 * What the command line promises of what goes into a map: files, words, tables, programs.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { type DeclareTest, mapsOf, type Place } from "./cli.ts";

const FUNCTIONS = `
export default async (path: string) => (await Deno.readTextFile(path)).split("\\n").length - 1;
export const entries = (path: string) => [...Deno.readDirSync(path)].map((entry) => entry.name);
export const all = (...args: unknown[]) => args;
`;

const PROGRAM = `#!/bin/sh
printf '%s' "$#"
for word; do printf ' <%s>' "$word"; done
[ ! -e factor.dat ] || printf ' %s' "$(/bin/cat factor.dat)"
`;

/** Declares the tests. */
export function testInputs(declare: DeclareTest): void {
  const test: DeclareTest = (promise, body) =>
    declare(promise, async (place) => {
      await place.write("count.ts", FUNCTIONS);
      await Deno.mkdir(`${place.root}/data`);
      await body(place);
    });
  testFiles(test);
  testPrograms(test);
  testFormats(test);
  testPlans(test);
}

/** Maps, and gives the results, a line each. */
async function results(
  place: Place,
  args: readonly string[],
  input?: string | Uint8Array,
): Promise<unknown[]> {
  const text = await place.ok(["map", "-q", "--results", "jsonl", ...args], input);
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const ODD_NAMES = ["a.csv", "b c'.csv", 'q"uote.csv', "line\nbreak.csv", "été, à.csv"];

function testFiles(test: DeclareTest): void {
  test("map --files sends each file to its component, whatever it is called", async (place) => {
    for (const [lines, name] of ODD_NAMES.entries()) {
      await place.write(`data/${name}`, "line\n".repeat(lines));
    }
    const names = ODD_NAMES.map((name) => `data/${name}`);
    assertEquals(await results(place, ["count.ts", "--files", ...names]), [0, 1, 2, 3, 4]);
    const nul = names.map((name) => `${name}\0`).join("");
    const read = await results(place, ["count.ts", "--null", "--files", "-"], nul);
    assertEquals(read, [0, 1, 2, 3, 4]);
    const counted = ["--files", ...names.slice(0, 2), "--", "/usr/bin/wc", "-l"];
    assertEquals((await results(place, counted)).map((text) => parseInt(String(text))), [0, 1]);
  });

  test("map --files takes names from standard input, and directories", async (place) => {
    await place.write("data/a.csv", "1\n2\n");
    assertEquals(await results(place, ["count.ts", "--files", "-"], "data/a.csv\n"), [2]);
    assertEquals(await results(place, ["count.ts", "--files"], "data/a.csv\n"), [2]);
    assertEquals(await results(place, ["count.ts#entries", "--files", "data"]), [["a.csv"]]);
  });

  test("map --files says what else may be meant", async (place) => {
    await place.write("data/a.csv", "");
    await place.write("-lead.csv", "");
    const said = async (args: readonly string[], input?: string | Uint8Array): Promise<string> =>
      (await place.run(["map", "count.ts", "-n", ...args], input)).stderr;
    assertStringIncludes(await said([], "data/a.csv\n"), "give --files -");
    assertStringIncludes(await said(["--files", "-lead.csv"]), "write ./-lead.csv");
    const latin = new Uint8Array([0x64, 0xe9, 0x0a]);
    assertMatch(await said(["--files", "-"], latin), /is not UTF-8 text. Rename these files$/m);
    assertEquals(await said(["-q", "--files", "-"], "data/a.csv\r\n"), "");
    assertStringIncludes(
      await said(["--range", "1", "-o", "fixedInputFiles=nope.dat"]),
      `Not there now: ${place.root}/nope.dat`,
    );
  });

  test("map --files takes a directory in which links lead in a circle", async (place) => {
    await Deno.symlink(".", `${place.root}/data/a`);
    await Deno.symlink("..", `${place.root}/data/b`);
    const { code, stderr } = await place.run(["map", "count.ts", "-n", "-q", "--files", "data"]);
    assertEquals([code, stderr], [0, ""]);
  });

  test("map --files refuses what is not there, and makes nothing", async (place) => {
    for (
      const [name, reason] of [["data/*.csv", "pattern that matches nothing"], [
        "no",
        "no such file",
      ]]
    ) {
      const { code, stderr } = await place.run(["map", "count.ts", "--files", "count.ts", name!]);
      assertEquals(code, 1);
      assertStringIncludes(stderr, reason!);
    }
    const sent = ["map", "count.ts", "--range", "1", "--send", "nope.dat"];
    const missing = await place.run(sent);
    assertEquals(missing.code, 1);
    assertStringIncludes(missing.stderr, "The file nope.dat cannot be sent: there is no such file");
    const swallowed = await place.run(["map", "--files", "count.ts", "count.ts"]);
    assertEquals(swallowed.code, 2);
    assertStringIncludes(swallowed.stderr, "--files takes all that follows it");
    assertEquals(await mapsOf(place), []);
  });
}

function testPrograms(test: DeclareTest): void {
  test("map -- PROGRAM runs a program of the user's with all combinations of words", async (place) => {
    await Deno.chmod(await place.write("show", PROGRAM), 0o755);
    await place.write("factor.dat", "2.5");
    const words = [":::", "1", "-2", ":::", "a b", '"'];
    const swept = ["--send", "factor.dat", "--", "./show", "{0}", "x={1}", ...words];
    assertEquals(await results(place, swept), [
      "2 <1> <x=a b> 2.5",
      '2 <1> <x="> 2.5',
      "2 <-2> <x=a b> 2.5",
      '2 <-2> <x="> 2.5',
    ]);
    await place.write("names", "one\ntwo\nthree\n");
    const linked = ["--", "./show", "::::", "names", ":::+", "1", "2", ":::", "z"];
    assertEquals(await results(place, linked), ["3 <one> <1> <z>", "3 <two> <2> <z>"]);
    const absolute = ["-a", "names", "--", `${place.root}/show`, "{}"];
    assertEquals(await results(place, absolute), ["1 <one>", "1 <two>", "1 <three>"]);
  });

  test("map -- PROGRAM reads lines and rows, and gives standard output in other forms", async (place) => {
    await Deno.chmod(await place.write("show", PROGRAM), 0o755);
    assertEquals(await results(place, ["--", "./show"], "a b\n\nc\r\n"), ["1 <a b>", "1 <c>"]);
    const columns = ["--colsep", "\\s+", "--", "./show", "{1}", "{0}"];
    assertEquals(await results(place, columns, "a b\nc d\n"), ["2 <b> <a>", "2 <d> <c>"]);
    await place.write("t.csv", 'name,n\n"x, y",1\n');
    assertEquals(await results(place, ["-i", "t.csv", "--", "./show", "{1}{0}"]), ["1 <1x, y>"]);
    const json = ["--stdout", "json", "--", "/bin/echo", "[{}]", ":::", "1", "2"];
    assertEquals(await results(place, json), [[1], [2]]);
  });

  test("map -- PROGRAM says which program it cannot send, and which file it does not", async (place) => {
    await place.write("show", PROGRAM);
    for (const [name, reason] of [["./no", "it is not there"], ["./show", "chmod +x ./show"]]) {
      const { code, stderr } = await place.run(["map", "--", name!, ":::", "1"]);
      assertEquals(code, 1);
      assertStringIncludes(stderr, reason!);
    }
    await Deno.chmod(`${place.root}/show`, 0o755);
    const bare = await place.run(["map", "--", "show", ":::", "1"]);
    assertEquals(bare.code, 2);
    assertStringIncludes(bare.stderr, "write ./show");
    assertEquals(await mapsOf(place), []);
    const { stderr } = await place.run(["map", "--", "/bin/cat", "count.ts", "{}", ":::", "1"]);
    assertStringIncludes(stderr, "count.ts is a file here, and is not sent along");
  });
}

function testFormats(test: DeclareTest): void {
  test("map reads JSON lines, one array, tables, lines and words", async (place) => {
    const all = "count.ts#all";
    const given = async (args: readonly string[], input?: string): Promise<unknown> =>
      await results(place, [all, ...args], input);
    assertEquals(await given([], "[1, 2,\n 3]\n"), [[1], [2], [3]]);
    const single = await place.run(["map", all, "-q", "--results", "jsonl"], "[1,[2]]\n");
    assertEquals(single.stdout, "[1]\n[[2]]\n");
    assertStringIncludes(single.stderr, "each of its 2 elements is an input");
    assertEquals(await given(["--input-format", "jsonl"], "[1,2]\n"), [[[1, 2]]]);
    assertEquals(await given([], "[1]\n[2]\n"), [[[1]], [[2]]]);
    assertEquals(await given(["--star"], "[[1, 2],\n[3]]\n"), [[1, 2], [3]]);
    await place.write("t.tsv", '\ufeffa\tb\r\n007\t1.5\r\n\t"x\ty\nz"\r\n');
    assertEquals(await given(["-i", "t.tsv"]), [
      [{ a: "007", b: "1.5" }],
      [{ a: "", b: "x\ty\nz" }],
    ]);
    assertEquals(await given(["-i", "t.tsv", "--types", "--star"]), [
      ["007", 1.5],
      [null, "x\ty\nz"],
    ]);
    assertEquals(await given(["--input-format", "lines"], "1\na b\n"), [["1"], ["a b"]]);
    assertEquals(await given(["--types", ":::", "1", "x", ":::", "true"]), [[1, true], [
      "x",
      true,
    ]]);
  });
}

function testPlans(test: DeclareTest): void {
  test("map takes a table's cells as they are, and each line of JSON for one value", async (place) => {
    const table = 'a,b\r\n"x\r\ny",""""\r\n"\r\n","z\n"\r\n';
    assertEquals(await results(place, ["count.ts#all", "--input-format", "csv"], table), [
      [{ a: "x\r\ny", b: '"' }],
      [{ a: "\r\n", b: "z\n" }],
    ]);
    await place.write("lines.json", '{"a":1}\n{"a":2}\n');
    const { stderr } = await place.run(["map", "count.ts#all", "-i", "lines.json"]);
    assertMatch(stderr, /If it is one value a line, give --input-format jsonl$/m);
    // An array of which nobody knew that it would be the only one.
    await place.write("odd.ts", "export default (x: number) => x === 0 ? [1, 2] : Deno.exit(1);\n");
    await place.run(["map", "odd.ts", "--range", "2", "--tag", "odd", "--wait"]);
    const { code, stdout } = await place.run(["results", "odd"]);
    assertEquals([code, stdout], [1, "[1,2]\n \n"]);
    assertEquals(await results(place, ["count.ts#all"], stdout), [[[1, 2]]]);
  });

  test("map refuses what is no function of a file, and says what it may be", async (place) => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await place.run(["map", ...args, "--range", "1"]);
      assertEquals(code, 1);
      return stderr;
    };
    await place.write("none.ts", "function f(x: number): number { return x; }\n");
    await place.write("empty.ts", "");
    await place.write("both.ts", "export default (): number => 1;\nexport const two = 2;\n");
    await Deno.writeTextFile(`${place.root}/pi`, PROGRAM, { mode: 0o755 });
    assertStringIncludes(await refused("none.ts"), "default is no export of");
    assertStringIncludes(await refused("none.ts#f"), "f is no export of");
    assertStringIncludes(await refused("empty.ts"), "default is no export of");
    assertStringIncludes(await refused("both.ts#three"), "which are default, two");
    assertMatch(
      await refused("pi"),
      /pi is a program.*write -- before it: `htmap map -- \S*\/pi …`/,
    );
    assertEquals(await mapsOf(place), []);
  });

  test("map --dry-run shows what would be submitted, and leaves nothing", async (place) => {
    const args = [
      "map",
      "count.ts",
      "--tag",
      "plan",
      "--range",
      "10",
      "-o",
      "chunk=4",
      "--dry-run",
    ];
    const text = await place.ok([...args, "--request_memory", "2GB", "-o", 'MY.Project="x"']);
    assertMatch(text, /^# 10 components in 3 jobs\.$/m);
    assertMatch(text, /^request_memory = 2GB$/m);
    assertMatch(text, /^MY\.Project = "x"$/m);
    assertMatch(text, /^batch_name = plan$/m);
    assertStringIncludes(text, `${place.root}/htmap/maps/`);
    assertMatch(text, /^queue 3$/m);
    assertEquals(await mapsOf(place), []);
    assertEquals(await place.ok(["tags"]), "");
  });

  test("map takes submit commands as options, and refuses mistyped ones", async (place) => {
    for (const args of [["--request_memroy", "2GB"], ["-o", "requirments=true"], ["--retires=2"]]) {
      const { code, stderr } = await place.run(["map", "count.ts", "--range", "1", ...args]);
      assertEquals(code, 2, stderr);
      assertMatch(stderr, /Did you mean (?:--)?(request_memory|requirements|retries)\?/);
    }
    const unknown = ["map", "count.ts", "--range", "1", "--dry-run", "--site_queue=long"];
    const { code, stderr } = await place.run(unknown);
    assertEquals(code, 0);
    assertStringIncludes(stderr, "HTCondor has no submit command site_queue");
    assert(!stderr.includes("Did you mean"));
  });
}
