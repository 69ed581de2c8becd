/** What Python reads of maps and writes for them, with the code that docs/data.md gives its readers. */

import { fileURLToPath } from "node:url";
import { decode } from "../../lib/codec/codec.ts";
import { formOf } from "../../lib/codec/bytes/well_formed.ts";
import * as htmap from "../../mod.ts";
import { assert, assertEquals, assertThrows } from "../deps.ts";
import { pythonFilesOf } from "../helpers/code_blocks.ts";
import { ON_POOL, testOnPool } from "../helpers/on_pool.ts";
import { PATIENCE } from "../helpers/patience.ts";
import type { Sandbox } from "../helpers/sandbox.ts";

const CHECKOUT = new URL("../../", import.meta.url);

/** Whether Python can read CBOR here: a pool of the machine's own may be without. */
const hasCbor2 = await new Deno.Command("python3", { args: ["-c", "import cbor2"] }).output()
  .then(({ success }) => success, () => false);

function test(name: string, run: (box: Sandbox) => Promise<void>): void {
  testOnPool(name, run, !hasCbor2);
}

/** Runs a script of Python in a sandbox that has the files of docs/data.md. */
async function python(
  box: Sandbox,
  ...args: string[]
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const page = await Deno.readTextFile(new URL("docs/data.md", CHECKOUT));
  for (const [name, code] of pythonFilesOf(page)) {
    await Deno.writeTextFile(`${box.root}/${name}`, code);
  }
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args,
    cwd: box.root,
    env: { PYTHONPATH: box.root, PYTHONDONTWRITEBYTECODE: "1" },
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { success, stdout: text(stdout), stderr: text(stderr) };
}

/** The path of a script beside this test. */
function script(name: string): string {
  return fileURLToPath(new URL(`python/${name}`, import.meta.url));
}

class Point {
  constructor(readonly x: number, readonly y: number) {}
}

class Counter {
  label = "n";
  #count = 3;
  get count(): number {
    return this.#count;
  }
}

class Path extends Array<number> {
  closed = true;
}

class Diverged extends Error {
  constructor(readonly step: number) {
    super(`at step ${step}`);
  }
}

const makers: Record<string, () => unknown> = {
  numbers: () => [
    ...[0, 1, -1, 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53, 2 ** 53, 1.5, 0.1],
    ...[-0, NaN, Infinity, -Infinity, 1e300],
  ],
  bigints: () => [5n, -5n, 2n ** 64n, 2n ** 200n - 1n, -(2n ** 200n)],
  texts: () => [
    ...["", "\0Ünï😀", "\ufeffmarked", "half \ud83d"],
    new URL("https://htcondor.org/a?b"),
  ],
  bytes: () => Uint8Array.of(0, 1, 255),
  records: () => ({ a: [{ b: { c: [] }, d: {} }], ["__proto__"]: 1, "half \udc00": 2 }),
  dates: () => [new Date("2026-01-02T03:04:05.678Z"), new Date(-1)],
  nothing: () => [null, undefined, true, false],
  set: () => new Set<unknown>([1, "a", [2, [3]], new Date(0), Float32Array.of(0.5, 1.5)]),
  map: () =>
    new Map<unknown, unknown>([
      ...[[[1, 2], "pair"], ["x", { y: 1 }]] as const,
      [3, new Map([[["z"], [4]]])],
    ]),
  doubles: () => Float64Array.from({ length: 1e6 }, (_, n) => n / 3),
  typed: () => [
    ...[Float16Array.of(0.5), Float32Array.of(1.5, -2), Int8Array.of(-1), Int16Array.of(-2)],
    ...[Int32Array.of(-3), BigInt64Array.of(-(2n ** 63n)), Uint16Array.of(4)],
    ...[Uint32Array.of(2 ** 32 - 1), BigUint64Array.of(2n ** 64n - 1n), Uint8ClampedArray.of(7)],
  ],
  views: () => {
    const all = Float64Array.of(1, 2, 3);
    const end = new Uint8Array(all.buffer, 22, 2);
    return [all.subarray(0, 2), all.subarray(1), end, Uint8Array.of(1, 2).buffer];
  },
  holes: () => [1, , 3, ,], // deno-lint-ignore no-sparse-arrays -- holes are what it is about
  error: () => new RangeError("far out", { cause: new TypeError("inner", { cause: 2 }) }),
  ownError: () => new Diverged(7),
  instance: () => new Point(1, -0.5),
  private: () => new Counter(),
  list: () => Path.of(1, 2),
  odd: () => [
    ...[Object(5), Object.freeze({ frozen: true }), Object.seal([1])],
    { a: 1, [Symbol.for("q")]: 2 },
  ],
  shared: () => {
    const inner = [2];
    const list = [1, inner, "last"];
    const [record, numbers, error] = [{ a: 1 }, Float64Array.of(1, 2), new Error("e")];
    return {
      ...{ list: [list, list, inner], record, again: record },
      ...{ numbers, numbersAgain: numbers, error, errorAgain: error },
    };
  },
  cyclic: () => {
    const cyclic: Record<string, unknown> = { list: [] };
    const list: unknown[] = [];
    list.push(list, cyclic, 3);
    return Object.assign(cyclic, { list, self: cyclic });
  },
};

function make(name: string): unknown {
  if (name !== "all") return makers[name]?.();
  return Object.fromEntries(Object.entries(makers).map(([key, maker]) => [key, maker()]));
}

test("results() of docs/data.md gives Python what a map returned", async (box) => {
  const names = [...Object.keys(makers), "all"];
  const m = await htmap.map(make, names, { ...ON_POOL, tag: "kinds", mapOptions: { chunk: 5 } });
  await m.wait({ timeout: PATIENCE });
  const outputs = m.paths.outputs;
  const compared = await python(box, script("returned.py"), outputs, ...names);
  assertEquals(compared, {
    ...{ success: true, stdout: `cbor2 read ${names.length - 1} values\n`, stderr: "" },
  });
  const shown = await python(box, "show_results.py", outputs);
  assertEquals([shown.success, shown.stdout.match(/^\d+ OK /gm)?.length], [true, names.length]);
});

test("results() of docs/data.md gives Python the last run of each component", async (box) => {
  const mended = `${box.root}/mended`;
  const tenfold = async (n: number): Promise<number> => {
    if (n === 1) await Deno.stat(mended).catch(() => Promise.reject(new RangeError("not yet")));
    return 10 * n;
  };
  const m = await htmap.map(tenfold, [0, 1, 2], ON_POOL);
  await m.wait({ errorsOk: true, timeout: PATIENCE });
  const print = "import sys, htmap_data\nfor component, status, value in " +
    "htmap_data.results(sys.argv[1]):\n  print(status, value if status == 'OK' else value['message'])";
  const before = await python(box, "-c", print, m.paths.outputs);
  assertEquals(before.stdout, "OK 0\nERR not yet\nOK 20\n", before.stderr);
  await Deno.writeTextFile(mended, "");
  await m.rerun([1]);
  await m.wait({ timeout: PATIENCE });
  const after = await python(box, "-c", print, m.paths.outputs);
  assertEquals(after.stdout, "OK 0\nOK 10\nOK 20\n", after.stderr);
});

test("results() of docs/data.md refuses a file that was changed, or cut within a component", async (box) => {
  const m = await htmap.map((n: number) => `value ${n}`, [0, 1], {
    ...ON_POOL,
    mapOptions: { chunk: 2 },
  });
  await m.wait({ timeout: PATIENCE });
  const { stdout, stderr } = await python(box, script("damaged.py"), m.paths.output(0, 0));
  assertEquals([stdout, stderr], ["read 3\n", ""]);
});

test("decode() reads what cbor2 writes by default, or says what to write instead", async (box) => {
  const { stdout, stderr } = await python(box, script("written.py"));
  assertEquals(stderr, "");
  const written: Record<string, string> = JSON.parse(stdout);
  const read = (name: string): unknown => decode(Uint8Array.fromHex(written[name] ?? ""));
  const time = new Date("2026-01-02T01:04:05.678Z");
  const expected: Record<string, unknown> = {
    aware: time,
    timestamp: time,
    utc: new Date(-1000),
    day: new Date("2026-01-02T00:00:00.000Z"),
    safe: [2 ** 53 - 1, 1 - 2 ** 53],
    unsafe: [2n ** 53n + 1n, -(2n ** 53n) - 1n],
    long: [
      ...[2n ** 63n, 2n ** 64n - 1n, 2n ** 64n],
      ...[-(2n ** 63n), -(2n ** 64n), -(2n ** 64n) - 1n, -(2n ** 70n)],
    ],
    bytes: Uint8Array.of(0, 255),
    bytearray: Uint8Array.of(1),
    set: new Set([1]),
    frozenset: new Set(["a"]),
    setOfTuples: new Set([[1, 2]]),
    intKeys: new Map([[1, "a"], [2, "b"]]),
    tupleKeys: new Map<unknown, string>([[[1, 2], "a"], [["x", [3]], "b"]]),
    mixedKeys: new Map<unknown, unknown>([["a", 1], [2, { b: 3 }]]),
    ordered: { b: 1, a: 2 },
    default: { a: 1 },
    empty: {},
    proto: { ["__proto__"]: 1 },
    nested: { a: [{ b: [null, true, undefined] }] },
    floats: [1.5, 1e300, Infinity, -0, 1],
    nan: NaN,
    text: "Ünï😀\ufeff",
    marked: "\ufeffa",
    halfFloats: [1.5, 0.1, NaN, 1e-3],
    canonical: { a: new Map([[3, 1]]), bb: new Set([1, 2]) },
    sharing: [
      ...[new Set([[1, 2]]), new Map([[[1, 2], "a"]]), new Map([[3, new Set([4])]])],
      ...[2n ** 70n, Uint8Array.of(97)],
    ],
  };
  const refused: Record<string, string> = {
    regexp: "write its source as text",
    address: "write it as text",
    network: "write it as text",
    uuid: "write it as text",
    decimal: "write it as a number or as text",
    fraction: "write it as a number, or as a list of two",
    simple: "starts no value",
    references: "without string_referencing",
  };
  for (const [name, value] of Object.entries(expected)) assertEquals(read(name), value, name);
  for (const [name, reason] of Object.entries(refused)) {
    assertThrows(() => read(name), htmap.errors.CorruptData, reason, name);
  }
  // written.py says that this is a list, and the next a dict that holds itself.
  const [first, second] = read("shared") as unknown[];
  assertEquals(first, [1, [2]]);
  assert(first === second, "they are one list");
  const cyclic = read("cyclic") as { name: string; list: unknown[]; self: unknown };
  assert(cyclic.self === cyclic && cyclic.list[2] === cyclic.list, "they lead back to themselves");
  const rest = Object.keys(written).filter((name) => !(name in expected) && !(name in refused));
  assertEquals(rest, ["cyclic", "shared"]);
});

test("write_values.py of docs/data.md writes values that decode() reads", async (box) => {
  const { success, stderr } = await python(box, "write_values.py");
  assertEquals([success, stderr], [true, ""]);
  let bytes = await Deno.readFile(`${box.root}/values.cbor`);
  const values: unknown[] = [];
  while (bytes.length > 0) {
    const { end } = formOf(bytes, 0);
    values.push(decode(bytes.subarray(0, end)));
    bytes = bytes.subarray(end);
  }
  assertEquals(values, [
    { energy: 1.5, steps: 1000, label: "ground state" },
    { started: new Date("2026-01-02T03:04:05Z"), seed: 2n ** 64n + 1n },
    {
      ...{ kinds: new Set(["a", "b"]), pairs: new Map([[[1, 2], "x"]]) },
      ...{ raw: Uint8Array.of(0, 1), nothing: null },
    },
    { grid: Float64Array.of(0, 0.5, 1), counts: Int32Array.of(1, -2) },
  ]);
});

const binary = Deno.env.get("HTMAP_TEST_BINARY");

testOnPool("values go from Python over a pool to Python, and are the same", async (box) => {
  assertEquals((await python(box, "write_values.py")).stderr, "");
  await Deno.writeTextFile(`${box.root}/same.ts`, "export default (x: unknown): unknown => x;\n");
  const pipe = 'cat values.cbor | "$0" map same.ts --input-format cbor --results cbor --quiet | ' +
    'python3 "$1"';
  const { stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", pipe, binary ?? "", script("pipe_reads.py")],
    cwd: box.root,
    env: {
      ...box.env,
      HTMAP_BACKEND: "htcondor",
      PYTHONPATH: box.root,
      PYTHONDONTWRITEBYTECODE: "1",
    },
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  assertEquals(new TextDecoder().decode(stdout), "4 values came back\n");
}, !hasCbor2 || binary === undefined);
