import { Capture, program } from "../../../lib/capture/mod.ts";
import { CannotCapture, InvalidOption } from "../../../lib/base/errors.ts";
import { programFunction } from "../../../executor/program.ts";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "../../deps.ts";
import { elsewhere } from "./elsewhere.ts";

Deno.test("program() puts the input in its places, as GNU parallel does", async () => {
  const echo = program(["echo", "{}", "{/}", "{.}", "{//}", "{/.}", "{x}"]);
  const { gave } = await elsewhere(echo, "in/data.tar.gz");
  assertEquals(gave, "in/data.tar.gz data.tar.gz in/data.tar in data.tar {x}\n");
});

Deno.test("program() puts the elements of an argument list in theirs", async () => {
  const run = programFunction(["echo", "{1}-{0}", "{2}"], "text");
  assertEquals(await run("a", 2, { k: [1] }), '2-a {"k":[1]}\n');
});

Deno.test("program() gives text, lines or the value of JSON", async () => {
  const json = programFunction(["echo", '{"a": [{}]}'], "json");
  assertEquals(await json(5), { a: [5] });
  assertEquals(await programFunction(["printf", "a\\nb\\n"], "lines")(), ["a", "b"]);
  assertEquals(await programFunction(["true"], "lines")(), []);
  await assertRejects(() => programFunction(["echo", "no"], "json")(), Error, "did not write JSON");
});

Deno.test("a program that fails is an error with what it said", async () => {
  const { threw } = await elsewhere(program(["sh", "-c", "echo trouble >&2; exit 3"]), 1);
  assertStringIncludes(threw!.text, "exit code 3");
  assertStringIncludes(threw!.text, "trouble");
});

Deno.test("program() sends a program of the working directory along", async () => {
  const capture = await Capture.of(program(["./LICENSE", "{}"]));
  assertEquals(capture.inputFiles, [`${Deno.cwd()}/LICENSE`]);
  const error = await assertRejects(() => Capture.of(program(["./absent"])), CannotCapture);
  assertStringIncludes(error.message, "is no file");
});

Deno.test("program() refuses no program, and an unknown kind of output", () => {
  assertThrows(() => program([]), InvalidOption);
  assertThrows(() => program(["x"], { stdout: "xml" as "text" }), InvalidOption);
});
