import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../../deps.ts";
import { HTMapError } from "../../../lib/base/errors.ts";
import { openInputs } from "../../../lib/cli/input_sources.ts";
import { parseRange } from "../../../lib/cli/values.ts";
import { typed } from "../../../lib/cli/inputs/cell_types.ts";
import { parseJson } from "../../../lib/cli/inputs/json.ts";
import { parseTable } from "../../../lib/cli/inputs/tables.ts";
import { combinations, programAndLists } from "../../../lib/cli/inputs/words.ts";
import { UsageError } from "../../../lib/cli/failures.ts";

/** Text as a stream, in pieces of a few bytes. */
function stream(text: string, size = 3): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, i) => bytes.slice(i * size, (i + 1) * size),
  );
  return ReadableStream.from(pieces);
}

const LINES = { form: "lines", star: false } as const;

function read(text: string, star = false): Promise<unknown[][]> {
  return Array.fromAsync(parseJson(stream(text), "inputs.jsonl", { form: "lines", star }));
}

Deno.test("parseRange() reads a stop, a start and a stop, and a step", () => {
  assertEquals([...parseRange("3")], [0, 1, 2]);
  assertEquals([...parseRange("2:5")], [2, 3, 4]);
  assertEquals([...parseRange("5:-1:-2")], [5, 3, 1]);
});

for (const text of ["", "a", "1:", "1:2:0", "1:2:3:4", "0:Infinity"]) {
  Deno.test(`parseRange() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseRange(text), Error, "it must be STOP, START:STOP");
  });
}

for (const text of ["0", "5:5", "3:1"]) {
  Deno.test(`parseRange() says that ${text} is empty`, () => {
    assertThrows(() => parseRange(text), Error, "the range is empty");
  });
}

Deno.test("parseJson() gives each line as an argument, skips empty lines and needs no last break", async () => {
  assertEquals(await read('1\r\n\n{"a": "é"}\n"x"'), [[1], [{ a: "é" }], ["x"]]);
});

Deno.test("parseJson() gives each list as arguments with --star", async () => {
  assertEquals(await read("[1, 2]\n[]\n", true), [[1, 2], []]);
});

Deno.test("parseJson() reads the forms that results are written in", async () => {
  assertEquals(await read('{"$bigint": "3"}\n'), [[3n]]);
});

Deno.test("parseJson() says which line is not JSON", async () => {
  const error = await assertRejects(() => read("1\n\nx y\n"), HTMapError);
  assertEquals(error.message.startsWith("Line 3 of inputs.jsonl is not JSON: x y ("), true);
});

Deno.test("parseJson() says which line has a form that cannot be read", async () => {
  await assertRejects(
    () => read('{"$bigint": "x"}\n'),
    HTMapError,
    'Line 1 of inputs.jsonl is not an input: {"$bigint": "x"}',
  );
});

Deno.test("parseJson() says which line is not UTF-8", async () => {
  const bytes = Uint8Array.from(
    [...'1\n"é"\n"', 0xff, 0xfe, ...'"\n4'].map((one) =>
      typeof one === "number" ? one : one.codePointAt(0) ?? 0
    ),
  );
  // "é" as the one byte it is in Latin-1 is the first fault.
  await assertRejects(
    () => Array.fromAsync(parseJson(ReadableStream.from([bytes]), "inputs.jsonl", LINES)),
    HTMapError,
    "Line 2 of inputs.jsonl is not UTF-8 text",
  );
  const cut = new TextEncoder().encode('1\n2\n"é').subarray(0, -1);
  await assertRejects(
    () => Array.fromAsync(parseJson(ReadableStream.from([cut]), "inputs.jsonl", LINES)),
    HTMapError,
    "Line 3 of inputs.jsonl is not UTF-8 text",
  );
});

Deno.test("parseJson() refuses a whole number that would not stay as it is", async () => {
  await assertRejects(
    () => read('1\n{"id": [12345678901234567890]}\n'),
    HTMapError,
    "Line 2 of inputs.jsonl is not an input",
  );
  const error = await assertRejects(() => read("-9007199254740993\n"), HTMapError);
  assertStringIncludes(error.message, '{"$bigint": "-9007199254740993"}');
  await assertRejects(() => read("[1e400]\n"), HTMapError, "the number 1e400 is too large");
});

Deno.test("parseJson() takes large numbers that stay as they are, as results writes them", async () => {
  const numbers = [2 ** 53, 2 ** 60, -1e20, 1e21, 1e300, 0.12345678901234567, 5e-324];
  const lines = numbers.map((number) => `[${JSON.stringify(number)}]\n`).join("");
  assertEquals(await read(lines), numbers.map((number) => [[number]]));
  assertEquals(await read('"12345678901234567890"\n'), [["12345678901234567890"]]);
  assertEquals(await read("0.12345678901234567890\n"), [[0.12345678901234568]]);
});

Deno.test("parseJson() reads a line of many pieces in time that grows with its length", async () => {
  const piece = new TextEncoder().encode("x".repeat(1 << 16));
  const quote = new TextEncoder().encode('"');
  const pieces = [quote, ...Array.from({ length: 640 }, () => piece), quote];
  const { given: [[value] = []], copied } = await countingCopies(() =>
    Array.fromAsync(parseJson(ReadableStream.from(pieces), "inputs.jsonl", LINES))
  );
  assertEquals(String(value).length, 640 << 16);
  // Taking it piece by piece took 640² / 2 copies of a piece.
  assert(copied > 0 && copied < 3 * (640 << 16), `${copied} bytes copied`);
});

/** Counts the bytes that are copied from one array to another. */
async function countingCopies<T>(act: () => Promise<T>): Promise<{ given: T; copied: number }> {
  const arrays = Object.getPrototypeOf(Uint8Array.prototype);
  const { set } = arrays;
  let copied = 0;
  arrays.set = function (this: Uint8Array, from: ArrayLike<number>, at?: number): void {
    copied += from.length;
    Reflect.apply(set, this, [from, at]);
  };
  try {
    return { given: await act(), copied };
  } finally {
    arrays.set = set;
  }
}

Deno.test("parseJson() says which line is not a list with --star", async () => {
  await assertRejects(
    () => read("[1]\n2\n", true),
    HTMapError,
    "Line 2 of inputs.jsonl is not a list of arguments: 2",
  );
});

const { signal } = new AbortController();

Deno.test("openInputs() refuses a range and a file at once", async () => {
  const choice = { file: "x.jsonl", numbers: parseRange("3"), star: false };
  await assertRejects(
    () => openInputs(choice, signal),
    UsageError,
    "Give either --inputs or --range",
  );
});

Deno.test("openInputs() says that a file is not there", async () => {
  const choice = { file: "/nowhere/x.jsonl", numbers: undefined, star: false };
  await assertRejects(() => openInputs(choice, signal), HTMapError, "there is no such file");
});

Deno.test("parseJson() reads one array as its elements, unless it is said to be lines", async () => {
  const either = (text: string, star = false): Promise<unknown[][]> =>
    Array.fromAsync(parseJson(stream(text), "in", { form: "either", star }));
  assertEquals(await either('[\n  1,\n  {"a": 2}\n]\n'), [[1], [{ a: 2 }]]);
  assertEquals(await either("[1]\n\n[2]\n"), [[[1]], [[2]]]);
  assertEquals(await either("[]"), []);
  assertEquals(await either("[1, 2]\n", true), [[1, 2]]);
  assertEquals(await either("[[1, 2], [3]]\n", true), [[1, 2], [3]]);
  await assertRejects(() => either("[1,\n2"), HTMapError, "in is not JSON");
  const array = (text: string): Promise<unknown[][]> =>
    Array.fromAsync(parseJson(stream(text), "in", { form: "array", star: false }));
  await assertRejects(() => array('{"a": 1}'), HTMapError, "in is JSON, but no array");
});

Deno.test("parseTable() says in which line a row has not as many cells as the heading", async () => {
  const table = (text: string): Promise<unknown[][]> =>
    Array.fromAsync(parseTable(stream(text), "t.csv", {
      separator: ",",
      types: false,
      asArguments: false,
      signal,
    }));
  assertEquals(await table("__proto__,b\n1,\n"), [[JSON.parse('{"__proto__": "1", "b": ""}')]]);
  await assertRejects(() => table("a,b\n1,2\n3\n"), HTMapError, "line 3");
  await assertRejects(() => table('a,b\n"1,2\n'), HTMapError, "t.csv is no table");
  await assertRejects(() => table("a,a\n1,2\n"), HTMapError, 'Two columns of t.csv are called "a"');
});

Deno.test("typed() takes what JSON writes so for numbers, and leaves the rest", () => {
  const read = ["1", "-2.5e3", "true", "null", "", "007", "1.", "0x1", "9007199254740993", " 1"];
  const values = [1, -2500, true, null, null, "007", "1.", "0x1", "9007199254740993", " 1"];
  assertEquals(read.map(typed), values);
});

Deno.test("combinations() has the last list fastest, and links as many as the shorter list has", async () => {
  const { lists } = programAndLists([":::", "1", "2", ":::", "a", "b", "c", ":::+", "x", "y"]);
  const words = await combinations(lists, { columns: undefined, signal });
  assertEquals(words.length, 4);
  assertEquals([...words].map((args) => args.join("")), ["1ax", "1by", "2ax", "2by"]);
  const [first] = await combinations(lists, { columns: /(?=[a-z])/u, signal });
  assertEquals(first, ["1", "a", "x"]);
  for (const rest of [["--"], [":::"], [":::+", "1"], ["--", "pi", ":::"]]) {
    assertThrows(() => programAndLists(rest), UsageError);
  }
});

Deno.test("openInputs() takes inputs from one place", async () => {
  const nothing = { file: undefined, numbers: undefined, star: false };
  const { lists } = programAndLists([":::", "1"]);
  for (
    const [choice, said] of [
      [{ files: ["a"], lists }, "--files or a list"],
      [{ lists, format: "csv" as const }, "--input-format"],
      [{ lists, star: true }, "--star"],
      [{ numbers: parseRange("3"), types: true }, "--types"],
      [{ files: ["a"], separated: true }, "--null"],
      [{ file: "x.csv", columns: /,/ }, "--colsep"],
      [{ file: "x.jsonl", types: true }, "--types"],
    ] as const
  ) {
    await assertRejects(() => openInputs({ ...nothing, ...choice }, signal), UsageError, said);
  }
});
