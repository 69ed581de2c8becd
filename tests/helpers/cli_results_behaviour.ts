/**
 * What the command line promises of what comes out of a map: results, inputs and output files.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { decode } from "../../lib/codec/codec.ts";
import { endOfItem } from "../../lib/codec/bytes/sequence.ts";
import { type DeclareTest, interruptedAtWork, outcome, Place, type Program } from "./cli.ts";
import { inTerminal } from "./terminal.ts";

/** Functions whose results have columns, or have none. */
const SHAPES = `
export const point = (x: number): unknown => ({ x, name: 'a,"' + x + '"', at: { y: 2 * x }, none: null });
export const pair = (x: number): unknown => [x, new Date(x)];
export const odd = (x: number): unknown => x === 1 ? { x, more: true } : { x, rest: "r" };
export const fewer = (x: number): unknown => x === 1 ? { b: 1 } : { a: x, b: "" };
export const evil = (x: number): unknown => ({ "\\u001b[31m": "\\u001b[2J" + x, long: "l".repeat(500) });
export const add = (a: number, b: number): number => a + b;
export const same = (x: unknown): unknown => x;
export const fussy = (x: number): unknown => {
  if (x % 2 === 1) throw new RangeError(x + " is odd");
  return x;
};
export const later = async (x: number): Promise<number> => {
  while (x === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    try { Deno.statSync(Deno.env.get("HTMAP_TEST_GO")!); return x; } catch { continue; }
  }
  return x;
};
`;

/** Functions that send files back. */
const FILES = `
import * as htmap from "htmap";
export const plot = async (x: number): Promise<void> => {
  await Deno.mkdir("sub");
  await Deno.writeTextFile("sub/p.txt", "p" + x);
  await Deno.writeTextFile("own-" + x + ".svg", "svg" + x);
  await htmap.transferOutputFiles("sub", "own-" + x + ".svg");
  if (x === 2) throw new Error("two");
};
`;

/** Declares the tests. */
export function testResults(program: Program, options: { ignore?: boolean } = {}): void {
  const test: DeclareTest = (promise, body) =>
    Deno.test({
      name: `htmap ${promise}`,
      ...options,
      fn: async () => {
        await using place = await Place.make(program);
        await place.write("shapes.ts", SHAPES);
        await body(place);
      },
    });
  testForms(test);
  testChoosing(test);
  testInputs(test);
  testFiles(test);
}

function testForms(test: DeclareTest): void {
  test("results --format json prints one array, also of nothing", async (place) => {
    await place.ok(["map", "shapes.ts#pair", "-r", "2", "-t", "pairs"]);
    const text = await place.ok(["results", "pairs", "--format", "json"]);
    const date = (time: number): unknown => ({ $date: new Date(time).toISOString() });
    assertEquals(JSON.parse(text), [[0, date(0)], [1, date(1)]]);
    const none = await place.ok(["results", "pairs", "--format", "json", "--status", "held"])
      .catch((error) => error.message);
    assertStringIncludes(none, "htmap reasons pairs");
    await place.ok(["wait", "pairs"]);
    const args = ["results", "pairs", "--format", "json", "--status", "idle"];
    assertEquals(await place.ok(args), "[]\n");
  });

  test("results --format csv and tsv have a column a key, quotes where needed, and JSON in cells", async (place) => {
    await place.ok(["map", "shapes.ts#point", "-r", "2", "-t", "points"]);
    assertEquals(
      await place.ok(["results", "points", "--format", "csv"]),
      'x,name,at,none\n0,"a,""0""","{""y"":0}",\n1,"a,""1""","{""y"":2}",\n',
    );
    assertEquals(
      await place.ok(["results", "points", "--format", "tsv"]),
      'x\tname\tat\tnone\n0\t"a,""0"""\t"{""y"":0}"\t\n1\t"a,""1"""\t"{""y"":2}"\t\n',
    );
    await place.ok(["map", "shapes.ts#pair", "-r", "1", "-t", "pairs"]);
    assertEquals(
      await place.ok(["results", "pairs", "--format", "csv"]),
      "0,1\n0,1970-01-01T00:00:00.000Z\n",
    );
    await place.ok(["map", "shapes.ts#same", "-t", "same"], '"a b"\n""\nnull\n{"$bigint":"7"}\n');
    assertEquals(
      await place.ok(["results", "same", "--format", "csv"]),
      'output\na b\n""\n""\n7\n',
    );
  });

  test("results --format csv leaves empty what a result lacks, and says which has more than the first", async (place) => {
    await place.ok(["map", "shapes.ts#fewer", "-r", "3", "-t", "fewer"]);
    assertEquals(await place.ok(["results", "fewer", "--format", "csv"]), "a,b\n0,\n,1\n2,\n");
    await place.ok(["map", "shapes.ts#odd", "-r", "3", "-t", "odd"]);
    const { code, stdout, stderr } = await place.run(["results", "odd", "--format", "csv"]);
    assertEquals([code, stdout], [1, "x,rest\n0,r\n2,r\n"]);
    assertMatch(stderr, /output of component 1 .* no column for "more".*--format jsonl/);
  });

  test("results --format table fits the terminal, and nothing in it commands that", async (place) => {
    await place.ok(["map", "shapes.ts#evil", "-r", "2", "-t", "evil", "--wait"]);
    const text = await inTerminal(place, ["results", "evil", "--format", "table"]);
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    assert(!/\x1b/.test(text), text);
    assertMatch(text, /component\s+\^\[\[31m\s+long/);
    assertMatch(text, /1\s+\^\[\[2J1\s+l+…/);
    const lines = text.trim().split(/\r?\n/);
    assertEquals(lines.length, 4);
    for (const line of lines) assert([...line].length <= 80, line);
    const piped = await place.ok(["results", "evil", "--format", "table"]);
    assertMatch(piped, /^component\s+\^\[\[31m/);
  });

  test("results --with-inputs says what each was called with, in every form", async (place) => {
    await place.ok(["map", "shapes.ts#add", "--star", "-t", "sums"], "[1, 2]\n[3, 4]\n");
    const args = ["results", "sums", "--with-inputs"];
    assertEquals(
      await place.ok(args),
      '{"component":0,"arguments":[1,2],"output":3}\n{"component":1,"arguments":[3,4],"output":7}\n',
    );
    assertEquals(
      await place.ok([...args, "--format", "csv"]),
      "component,arguments.0,arguments.1,output\n0,1,2,3\n1,3,4,7\n",
    );
    await place.ok(["map", "shapes.ts#point", "-r", "5:6", "-t", "points"]);
    const csv = await place.ok(["results", "points", "--with-inputs", "--format", "csv"]);
    assertEquals(csv.split("\n")[0], "component,input,output.x,output.name,output.at,output.none");
    const { stdout } = await place.start([...args, "--format", "cbor"]).output();
    const first = decode(stdout.subarray(0, endOfItem(stdout, 0)));
    assertEquals(first, { component: 0, arguments: [1, 2], output: 3 });
  });
}

function testChoosing(test: DeclareTest): void {
  test("results prints those of the components that are named, and of those in a state", async (place) => {
    await place.ok(["map", "shapes.ts#fussy", "-r", "6", "-t", "fussy"]);
    await place.ok(["wait", "fussy", "--errors-ok"]);
    assertEquals(await place.ok(["results", "fussy", "4", "0 2", "4"]), "4\n0\n2\n");
    assertEquals(await place.ok(["results", "fussy", "-"], "4\n0-0\n"), "4\n0\n");
    assertEquals(await place.ok(["results", "fussy", "--status", "Completed"]), "0\n2\n4\n");
    assertEquals(await place.ok(["results", "fussy", "1", "2", "--status", "completed"]), "2\n");
    const failed = await place.run(["results", "fussy", "1", "2"]);
    assertEquals([failed.code, failed.stdout], [1, "2\n"]);
    const none = await place.run(["results", "fussy", "--status", "errored"]);
    assertEquals([none.code, none.stdout], [2, ""]);
    assertStringIncludes(none.stderr, "`htmap inputs fussy --status errored`");
    const unknown = await place.run(["results", "fussy", "6"]);
    assertEquals(unknown.code, 1);
    assertStringIncludes(unknown.stderr, "no component 6");
    const wrong = await place.run(["results", "fussy", "x"]);
    assertEquals(wrong.code, 2);
  });

  test("results --as-available prints what has arrived before what comes later", async (place) => {
    const go = `${place.root}/go`;
    const args = [
      "map",
      "shapes.ts#later",
      "-r",
      "3",
      "-t",
      "late",
      "-o",
      `environment=HTMAP_TEST_GO=${go}`,
    ];
    await place.ok(args);
    const child = place.start(["results", "late", "--as-available", "--with-inputs"]);
    let text = "";
    for await (const bytes of child.stdout) {
      text += new TextDecoder().decode(bytes);
      const lines = text.trim().split("\n");
      if (lines.length === 2) await place.write("go", "");
    }
    await child.stderr.cancel();
    assertEquals((await child.status).code, 0);
    const order = text.trim().split("\n").map((line) => JSON.parse(line).component);
    assertEquals([order.slice(0, 2).toSorted(), order[2]], [[1, 2], 0]);
  });

  test("results ends with 3 if a component is held, and 4 if the time is over", async (place) => {
    await place.ok(["map", "shapes.ts#later", "-r", "1", "-t", "late"]);
    const late = await place.run(["results", "late", "--timeout", "0", "--as-available"]);
    assertEquals([late.code, late.stdout], [4, ""]);
    assertStringIncludes(late.stderr, "1 of 1 components have not finished");
    await place.ok(["hold", "late"]);
    for (const more of [[], ["--as-available"]]) {
      const held = await place.run(["results", "late", ...more]);
      assertEquals([held.code, held.stdout], [3, ""]);
    }
  });
}

function testInputs(test: DeclareTest): void {
  const inputs = '{"x":1,"at":{"$date":"2024-01-31T12:00:00.000Z"}}\n{"$path":"/etc/hostname"}\n' +
    '{"$bigint":"12"}\n{"$path":"file:///data/there"}\n"a"\n';
  for (const format of ["jsonl", "json", "cbor"]) {
    test(`inputs --format ${format} prints what map reads back as it was`, async (place) => {
      await place.ok(["map", "shapes.ts#same", "-t", "made", "-o", "hold=True"], inputs);
      const { stdout } = await place.start(["inputs", "made", "--format", format]).output();
      if (format === "jsonl") assertEquals(new TextDecoder().decode(stdout), inputs);
      const again = ["map", "shapes.ts#same", "-t", "again", "-o", "hold=True", "--input-format"];
      await place.ok([...again, format], stdout);
      assertEquals(await place.ok(["inputs", "again"]), inputs);
    });
  }

  test("inputs of components in a state go into a map of a mended function", async (place) => {
    await place.ok(["map", "shapes.ts#fussy", "-r", "5", "-t", "fussy"]);
    await place.ok(["wait", "fussy", "--errors-ok"]);
    const failed = await place.ok(["inputs", "fussy", "--status", "errored"]);
    assertEquals(failed, "1\n3\n");
    await place.ok(["map", "shapes.ts#same", "-t", "again"], failed);
    assertEquals(await place.ok(["results", "again"]), "1\n3\n");
    assertEquals(await place.ok(["inputs", "fussy", "4", "0"]), "4\n0\n");
    assertEquals(await place.ok(["inputs", "fussy", "2", "--star"]), " [2]\n");
    assertEquals(
      await place.ok(["inputs", "fussy", "--format", "json"]),
      "[\n0,\n1,\n2,\n3,\n4\n]\n",
    );
    assertEquals(await place.ok(["inputs", "fussy", "1", "--format", "csv"]), "input\n1\n");
  });

  test("inputs and results of one component are one input, also where they are an array", async (place) => {
    const text = "[[1],[2]]\n";
    const lines = ["--input-format", "jsonl"];
    await place.ok(["map", "shapes.ts#same", "-t", "list", ...lines], text);
    for (const what of ["inputs", "results"]) {
      const printed = await place.ok([what, "list"]);
      assertEquals(printed, ` ${text}`);
      await place.ok(["map", "shapes.ts#same", "-t", what], printed);
      assertEquals(await place.ok(["results", what]), ` ${text}`);
    }
    await place.ok(["map", "shapes.ts#same", "-t", "star", "--star", ...lines], text);
    await place.ok(
      ["map", "shapes.ts#same", "-t", "again", "--star"],
      await place.ok(["inputs", "star"]),
    );
    assertEquals(await place.ok(["inputs", "again"]), ` ${text}`);
  });

  test("inputs that are lost or damaged are told, and keep no result from being printed", async (place) => {
    await place.ok(["map", "shapes.ts#same", "-r", "2", "-t", "same", "--wait"]);
    const file = `${(await place.ok(["path", "same"])).trim()}/inputs/htmap_0.in`;
    for (const spoil of [() => Deno.writeTextFile(file, "no"), () => Deno.remove(file)]) {
      await spoil();
      for (const args of [["inputs", "same"], ["results", "same", "--with-inputs"]]) {
        const { code, stdout, stderr } = await place.run(args);
        assertEquals([code, stdout], [1, ""]);
        assertMatch(stderr, /is corrupt: .*Get from the map what its components brought back/);
      }
      assertEquals(await place.ok(["results", "same"]), "0\n1\n");
    }
  });

  test("inputs of several arguments are arrays, and it says that map reads them with --star", async (place) => {
    await place.ok(["map", "shapes.ts#add", "--star", "-t", "sums"], "[1, 2]\n[3, 4]\n");
    const { code, stdout, stderr } = await place.run(["inputs", "sums"]);
    assertEquals([code, stdout], [0, "[1,2]\n[3,4]\n"]);
    assertStringIncludes(stderr, "`htmap map` reads them with --star");
    await place.ok(["map", "shapes.ts#add", "--star", "-t", "again"], stdout);
    assertEquals(await place.ok(["results", "again"]), "3\n7\n");
  });
}

function testFiles(test: DeclareTest): void {
  const withFiles: DeclareTest = (promise, body) =>
    test(promise, async (place) => {
      await place.write("files.ts", FILES.replace('"htmap"', JSON.stringify(place.program.htmap)));
      await place.ok(["map", "files.ts#plot", "-r", "3", "-t", "plots"]);
      await place.ok(["wait", "plots", "--errors-ok"]);
      await body(place);
    });
  const there = (place: Place, path: string): Promise<string> =>
    Deno.readTextFile(`${place.root}/${path}`);

  withFiles("files lists what has come back, and follows no link that has", async (place) => {
    assertEquals(
      await place.ok(["files", "plots", "1"]),
      "component  name       size\n─────────  ─────────  ─────\n" +
        "        1  own-1.svg  4.0 B\n        1  sub/p.txt  2.0 B\n",
    );
    const [file] = JSON.parse(await place.ok(["files", "plots", "2", "--format", "json"]));
    assertEquals([file.component, file.name, file.size], [2, "own-2.svg", 4]);
    assertEquals(await Deno.readTextFile(file.path), "svg2");
    await Deno.symlink("/etc", `${file.path}.link`);
    for (
      const args of [["files", "plots", "2"], ["files", "plots", "2", "--errors-ok", "--to", "out"]]
    ) {
      const { code, stdout, stderr } = await place.run(args);
      assertEquals(code, 0);
      assert(!stdout.includes("link"), stdout);
      assertStringIncludes(stderr, "neither a file nor a directory");
    }
  });

  withFiles(
    "files --to copies them once, under names of one's own, and replaces nothing",
    async (place) => {
      const copied = await place.run(["files", "plots", "--to", "all"]);
      assertEquals(copied.code, 1);
      assertStringIncludes(copied.stderr, "1 component failed, and may have sent back less");
      const paths = copied.stdout.trim().split("\n");
      const names = [0, 1, 2].flatMap((x) => [`all/${x}/own-${x}.svg`, `all/${x}/sub/p.txt`]);
      assertEquals(paths.map((path) => path.slice(path.indexOf("all/"))), names);
      assertEquals(await there(place, "all/2/sub/p.txt"), "p2");

      // What a run that was stopped has not copied, the next one does.
      await Deno.remove(`${place.root}/all/1`, { recursive: true });
      const before = await Deno.stat(`${place.root}/all/0/own-0.svg`);
      await place.ok(["files", "plots", "--to", "all", "--errors-ok"]);
      assertEquals(await there(place, "all/1/own-1.svg"), "svg1");
      assertEquals((await Deno.stat(`${place.root}/all/0/own-0.svg`)).ino, before.ino);

      await place.write("all/1/own-1.svg", "mine");
      await Deno.remove(`${place.root}/all/0`, { recursive: true });
      const again = await place.run(["files", "plots", "--to", "all", "--errors-ok"]);
      assertEquals([again.code, await there(place, "all/1/own-1.svg")], [1, "mine"]);
      assertStringIncludes(again.stderr, "own-1.svg is there already");
      assert(
        !(await Array.fromAsync(Deno.readDir(`${place.root}/all`))).some(({ name }) =>
          name === "0"
        ),
      );
      await place.ok(["files", "plots", "--to", "all", "--errors-ok", "--overwrite"]);
      assertEquals(await there(place, "all/1/own-1.svg"), "svg1");

      const name = "{component:3}-{name}";
      await place.ok(["files", "plots", "0", "1", "--to", "flat", "--name", name]);
      assertEquals(await there(place, "flat/001-sub/p.txt"), "p1");
      await place.ok(["files", "plots", "--status", "errored", "--to", "failed"]);
      assertEquals(await there(place, "failed/2/own-2.svg"), "svg2");
    },
  );

  withFiles(
    "files --to copies nothing where two files would be one, or a name leads elsewhere",
    async (place) => {
      const wrong: [name: string, message: string][] = [
        ["{name}", "Components 0 and 1 have both sent"],
        ["../{name}", "stays in the directory"],
        ["/tmp/{name}", "stays in the directory"],
        ["{nmae}", "There is no {nmae}"],
        ["{name", "brace"],
      ];
      for (const [name, message] of wrong) {
        const args = ["files", "plots", "0", "1", "--to", "out", "--name", name];
        const { code, stdout, stderr } = await place.run(args);
        assertEquals([code, stdout], [name === "{name}" ? 1 : 2, ""]);
        assertStringIncludes(stderr, message);
      }
      assertEquals(
        (await Array.fromAsync(Deno.readDir(place.root))).some(({ name }) => name === "out"),
        false,
      );
      const useless = await place.run(["files", "plots", "--name", "{name}"]);
      assertEquals(useless.code, 2);
    },
  );

  test("files stops waiting at Ctrl-C, and says what became of it", async (place) => {
    await place.ok(["map", "shapes.ts#later", "-r", "1", "-t", "late"]);
    const stopped = await interruptedAtWork(() => place.start(["files", "late", "--to", "out"]));
    assertEquals([stopped.code, stopped.stdout], [130, ""]);
    assertStringIncludes(stopped.stderr, "The map late goes on");
  });

  test("inputs and results end quietly when nobody reads on", async (place) => {
    const numbers = Array.from({ length: 3000 }, (_, i) => JSON.stringify("x".repeat(100) + i));
    await place.ok(
      ["map", "shapes.ts#same", "-t", "many", "-o", "chunk=3000", "--wait"],
      numbers.join("\n"),
    );
    for (const what of ["inputs", "results"]) {
      const command = `{ "$0" "$@" ${what} many; echo "exit code $?" >&2; } | /usr/bin/head -n 1`;
      const { code, stderr } = await outcome(
        place.launch("/bin/sh", ["-c", command, ...place.program.command]),
      );
      assertEquals([code, stderr], [0, "exit code 0\n"]);
    }
  });
}
