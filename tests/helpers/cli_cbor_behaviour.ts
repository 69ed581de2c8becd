/**
 * What the command line promises of results and inputs in CBOR.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { decode, encode } from "../../lib/codec/codec.ts";
import { endOfItem } from "../../lib/codec/bytes/sequence.ts";
import { type DeclareTest, interruptedAtWork, mapsOf, outcome, type Place } from "./cli.ts";
import { TIMEOUT } from "./patience.ts";
import { inTerminal } from "./terminal.ts";

/** Functions that give and take what JSON has no form for. */
const VALUES = `
class Point {
  constructor(public x: number) {}
}
export const lost = (x: unknown): unknown => {
  const shared = { list: [1, 2] };
  return {
    x, date: new Date(5), invalid: new Date(NaN), bigint: 2n ** 70n, nothing: undefined,
    map: new Map([[{ key: 1 }, "one"]]), set: new Set(["a", 1]), floats: new Float64Array([0.1, NaN]),
    nan: NaN, zero: -0, bytes: new Uint8Array([0, 255]), once: shared, again: shared,
  };
};
export const look = (v: any): unknown => [v.once === v.again, Object.is(v.zero, -0), Deno.inspect(v)];
export const add = (a: bigint, b: bigint): bigint => a + b;
export const point = (x: number): Point => new Point(x);
export const kind = (v: object): unknown => [Object.prototype.toString.call(v), v];
export const same = (v: unknown): unknown => v;
export const fussy = (x: number): unknown => {
  if (x === 1) throw new RangeError("1 is odd");
  return x;
};
export const large = (x: number): unknown => ({ x, bytes: new Uint8Array(x).fill(x % 251) });
export const total = (v: { x: number; bytes: Uint8Array }): unknown =>
  [v.x, v.bytes.length, v.bytes.every((byte) => byte === v.x % 251)];
export const slow = async (x: number): Promise<number> => {
  if (x > 0) await new Promise((resolve) => setTimeout(resolve, 1e9));
  return x;
};
`;

/** Declares the tests. */
export function testCbor(declare: DeclareTest): void {
  const test: DeclareTest = (promise, body) =>
    declare(promise, async (place) => {
      await place.write("values.ts", VALUES);
      await body(place);
    });
  testRoundTrips(test);
  testResults(test);
  testMistakes(test);
}

function testRoundTrips(test: DeclareTest): void {
  test("results --format cbor and map --input-format cbor lose nothing between them", async (place) => {
    await place.ok(["map", "values.ts#lost", "-r", "2", "--tag", "lost"]);
    const bytes = await resultsOf(place, "lost");
    assertEquals(itemsOf(bytes).map((item) => Reflect.get(Object(item), "x")), [0, 1]);
    const direct = await place.ok(["results", "lost", "--format", "text"]);
    const args = ["--input-format", "cbor", "--tag"];
    await place.ok(["map", "values.ts#same", ...args, "same"], bytes);
    assertEquals(await place.ok(["results", "same", "--format", "text"]), direct);
    assertEquals(await resultsOf(place, "same"), bytes);
    await place.ok(["map", "values.ts#look", "--inputs", "-", ...args, "look"], bytes);
    for (const line of (await place.ok(["results", "look"])).trim().split("\n")) {
      const [shared, zero, text] = JSON.parse(line);
      assertEquals([shared, zero], [true, true]);
      for (const part of ["1970-01-01T00:00:00.005Z", "Invalid Date", `${2n ** 70n}n`]) {
        assertStringIncludes(text, part);
      }
    }
  });

  test("map takes a file as CBOR if it says so, or its name does, and --star its arrays as arguments", async (place) => {
    const bytes = [...encode([1n, 2n ** 64n]), ...encode([-1n, 1n])];
    for (const name of ["pairs.cbor", "pairs"]) {
      await Deno.writeFile(`${place.root}/${name}`, Uint8Array.from(bytes));
    }
    const args = ["map", "values.ts#add", "--star", "--wait", "--inputs"];
    await place.ok([...args, "pairs.cbor", "--tag", "named"]);
    await place.ok([...args, "pairs", "--input-format", "cbor", "--tag", "told"]);
    for (const tag of ["named", "told"]) {
      assertEquals(itemsOf(await resultsOf(place, tag)), [2n ** 64n + 1n, 0n]);
    }
    await place.write("lines.cbor", "[1, 2]\n");
    await place.ok([...args, "lines.cbor", "--input-format", "jsonl", "--tag", "lines"]);
    assertEquals(await place.ok(["results", "lines"]), "3\n");
  });

  test("results --format cbor writes an instance of a class of the map with the name of its class", async (place) => {
    await place.ok(["map", "values.ts#point", "-r", "3:4", "--tag", "point"]);
    const bytes = await resultsOf(place, "point");
    assertEquals(Object.prototype.toString.call(itemsOf(bytes)[0]), "[object Point]");
    await place.ok(["map", "values.ts#kind", "--input-format", "cbor", "--tag", "kind"], bytes);
    assertEquals(await place.ok(["results", "kind"]), ' ["[object Point]",{"x":3}]\n');
  });

  test("results --format cbor writes, and map reads, a component of 40 MB", async (place) => {
    const size = 40_000_000;
    await place.ok(["map", "values.ts#large", "--tag", "large"], `${size}\n1\n`);
    const command = `"$0" "$@" results large --format cbor | ` +
      `"$0" "$@" map values.ts#total --input-format cbor --tag total --wait`;
    const { code, stderr } = await inShell(place, command);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(await place.ok(["results", "total"]), `[${size},${size},true]\n[1,1,true]\n`);
  });
}

function testResults(test: DeclareTest): void {
  test("map --results prints the results in place of the tag, from program to program", async (place) => {
    await Deno.writeFile(
      `${place.root}/made`,
      Uint8Array.from([...encode(3n), ...encode(undefined)]),
    );
    const command = `/bin/cat made | ` +
      `"$0" "$@" map values.ts#same --input-format cbor --results cbor --tag one | ` +
      `"$0" "$@" map values.ts#same --input-format cbor --results text --tag two --quiet`;
    const { code, stdout, stderr } = await inShell(place, command);
    assertEquals([code, stdout, stderr], [0, "3n\nundefined\n", "The map is one\n"]);
    assertEquals((await place.ok(["tags"])).trim().split("\n").toSorted(), ["one", "two"]);
  });

  test("map --results ends with exit code 1 if a component fails, as results does", async (place) => {
    const { code, stdout, stderr } = await place.run([
      "map",
      "values.ts#fussy",
      "-r",
      "3",
      "--results",
      "jsonl",
    ]);
    assertEquals([code, stdout], [1, "0\n2\n"]);
    assertStringIncludes(stderr, "RangeError: 1 is odd");
  });

  test("results --format cbor has no item for what failed, and says what did", async (place) => {
    await place.ok(["map", "values.ts#fussy", "-r", "3", "--tag", "fussy"]);
    const { code, stdout, stderr } = await place.start(["results", "fussy", "--format", "cbor"])
      .output();
    assertEquals([code, ...stdout], [1, 0, 2]);
    assertStringIncludes(new TextDecoder().decode(stderr), "RangeError: 1 is odd");
  });

  test("results --format cbor writes what is here when the time is over", async (place) => {
    await place.ok(["map", "values.ts#slow", "-r", "2", "--tag", "slow"]);
    const args = ["results", "slow", "--format", "cbor", "--timeout"];
    const first = place.start([...args, TIMEOUT]);
    for await (const _ of first.stdout) break; // until the first is here
    await first.stderr.cancel();
    first.kill("SIGKILL");
    await first.status;
    const { code, stdout, stderr } = await place.start([...args, "0"]).output();
    assertEquals([code, ...stdout], [4, 0]);
    assertStringIncludes(new TextDecoder().decode(stderr), "1 of 2 components have not finished");
    const stopped = await interruptedAtWork(
      () => place.start(args.slice(0, -1)),
      ({ stdout }) => stdout !== "",
    );
    assertEquals([stopped.code, stopped.stdout], [130, "\0"]);
    assertStringIncludes(stopped.stderr, "The map slow goes on");
  });

  test("results --format cbor ends quietly when nobody reads on", async (place) => {
    await place.ok(["map", "values.ts#large", "--tag", "large", "--wait"], "5000000\n5000000\n");
    const command =
      `{ "$0" "$@" results large --format cbor; echo "exit code $?" >&2; } | /usr/bin/head -c 3`;
    const { code, stdout, stderr } = await inShell(place, command);
    assertEquals([code, stdout.length, stderr], [0, 3, "exit code 0\n"]);
  });

  test("results --format cbor does not write to a terminal, and says how to keep the bytes", async (place) => {
    await place.ok(["map", "values.ts#same", "-r", "2", "--tag", "same"]);
    const text = await inTerminal(place, ["results", "same", "--format", "cbor"]);
    assertMatch(text, /^error: CBOR is bytes[^\n]*> results\.cbor[^]*htmap results --help/);
  });
}

function testMistakes(test: DeclareTest): void {
  const mistakes: Record<string, [input: number[] | string, message: RegExp]> = {
    "is cut short": [[1, 2, 0x83, 1], /Item 3 of standard input, at byte 2, is cut short/],
    "is JSON": ['{"a": 1}\n', /Item 1 of standard input.*--input-format jsonl/],
    "has what htmap has no value for": [
      [1, 0xc4, 0x82, 0x20, 0x0f],
      /Item 2 of standard input, at byte 1.*the tag 4, a decimal fraction: write it as a number/,
    ],
    "is empty": ["", /has no inputs/],
  };
  for (const [mistake, [input, message]] of Object.entries(mistakes)) {
    test(`map --input-format cbor makes no map where the input ${mistake}`, async (place) => {
      const bytes = typeof input === "string" ? input : Uint8Array.from(input);
      const args = ["map", "values.ts#same", "--input-format", "cbor"];
      const { code, stdout, stderr } = await place.run(args, bytes);
      assertMatch(stderr, message);
      assert(!/^ +at /m.test(stderr), stderr); // no stack trace
      assertEquals([code, stdout], [1, ""]);
      assertEquals(await mapsOf(place), []);
    });
  }

  test("map says of CBOR that is read as JSON how it is read", async (place) => {
    const bytes = encode([new Date(), -1.5]);
    const { code, stderr } = await place.run(["map", "values.ts#same"], bytes);
    assertMatch(stderr, /Line 1 of standard input is not UTF-8.*--input-format cbor/);
    assertEquals(code, 1);
  });

  test("map takes --input-format without inputs to read, or of no known name, for wrong usage", async (place) => {
    const wrong: [args: string[], message: string][] = [
      [["-r", "2", "--input-format", "cbor"], "Give either --range or --input-format"],
      [
        ["--input-format", "cbro"],
        'cannot be "cbro": it is one of jsonl, json, csv, tsv, lines, cbor. Did you mean cbor?',
      ],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await place.run(["map", "values.ts#same", ...args]);
      assertStringIncludes(stderr, message);
      assertEquals(code, 2);
    }
  });
}

/** Runs a command of the shell, in which `"$0" "$@"` is htmap. */
async function inShell(place: Place, command: string): ReturnType<typeof outcome> {
  return await outcome(place.launch("/bin/sh", ["-c", command, ...place.program.command]));
}

/** Gives the results of a map as bytes of CBOR. */
async function resultsOf(place: Place, tag: string): Promise<Uint8Array<ArrayBuffer>> {
  const { code, stdout, stderr } = await place.start(["results", tag, "--format", "cbor"]).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  return stdout;
}

function itemsOf(bytes: Uint8Array): unknown[] {
  const items: unknown[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = endOfItem(bytes, start) ?? bytes.length;
    items.push(decode(bytes.subarray(start, end)));
    start = end;
  }
  return items;
}
