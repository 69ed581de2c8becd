import { assertEquals, assertRejects, assertThrows } from "../../deps.ts";
import { HTMapError } from "../../../lib/errors.ts";
import { openInputs, parseLines, parseRange } from "../../../lib/cli/inputs.ts";
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

function read(text: string, star = false): Promise<unknown[][]> {
  return Array.fromAsync(parseLines(stream(text), "inputs.jsonl", star));
}

Deno.test("parseRange() reads a stop, a start and a stop, and a step", () => {
  assertEquals([...parseRange("3")], [0, 1, 2]);
  assertEquals([...parseRange("2:5")], [2, 3, 4]);
  assertEquals([...parseRange("5:-1:-2")], [5, 3, 1]);
  assertEquals([...parseRange("5:5")], []);
});

for (const text of ["", "a", "1:", "1:2:0", "1:2:3:4", "0:Infinity"]) {
  Deno.test(`parseRange() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseRange(text), Error, "it must be START:STOP");
  });
}

Deno.test("parseLines() gives each line as an argument, skips empty lines and needs no last break", async () => {
  assertEquals(await read('1\r\n\n{"a": "é"}\n"x"'), [[1], [{ a: "é" }], ["x"]]);
});

Deno.test("parseLines() gives each list as arguments with --star", async () => {
  assertEquals(await read("[1, 2]\n[]\n", true), [[1, 2], []]);
});

Deno.test("parseLines() reads the forms that results are written in", async () => {
  assertEquals(await read('{"$bigint": "3"}\n'), [[3n]]);
});

Deno.test("parseLines() says which line is not JSON", async () => {
  const error = await assertRejects(() => read("1\n\nx y\n"), HTMapError);
  assertEquals(error.message.startsWith("Line 3 of inputs.jsonl is not JSON: x y ("), true);
});

Deno.test("parseLines() says which line has a form that cannot be read", async () => {
  await assertRejects(
    () => read('{"$bigint": "x"}\n'),
    HTMapError,
    'Line 1 of inputs.jsonl is not an input: {"$bigint": "x"}',
  );
});

Deno.test("parseLines() says which line is not a list with --star", async () => {
  await assertRejects(
    () => read("[1]\n2\n", true),
    HTMapError,
    "Line 2 of inputs.jsonl is not a list of arguments: 2",
  );
});

const { signal } = new AbortController();

Deno.test("openInputs() refuses a range and a file at once", async () => {
  const choice = { file: "x.jsonl", numbers: parseRange("3"), star: false };
  await assertRejects(() => openInputs(choice, signal), UsageError, "not both");
});

Deno.test("openInputs() says that a file is not there", async () => {
  const choice = { file: "/nowhere/x.jsonl", numbers: undefined, star: false };
  await assertRejects(() => openInputs(choice, signal), HTMapError, "there is no such file");
});
