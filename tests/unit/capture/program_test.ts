import * as htmap from "../../../mod.ts";
import { Capture, fromModule, program } from "../../../lib/capture/mod.ts";
import { CannotCapture, InvalidArgument, InvalidOption } from "../../../lib/base/errors.ts";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "../../deps.ts";
import { elsewhere } from "./elsewhere.ts";

Deno.test("program() puts the input in its places, as GNU parallel does", async () => {
  const echo = program(["echo", "{}", "{/}", "{.}", "{//}", "{/.}", "\\{x}"]);
  const { gave } = await elsewhere(echo, "in/data.tar.gz");
  assertEquals(gave, "in/data.tar.gz data.tar.gz in/data.tar in data.tar {x}\n");
});

Deno.test("program() gives text, lines, bytes or the value of JSON", async () => {
  const json = program(["echo", '{"a": [{}]}'], { stdout: "json" });
  assertEquals(await json(5), { a: [5] });
  assertEquals(await program(["printf", "a\\nb\\n"], { stdout: "lines" })(), ["a", "b"]);
  assertEquals(await program(["true"], { stdout: "lines" })(), []);
  const no = program(["echo", "no"], { stdout: "json" });
  await assertRejects(() => no(), Error, "did not write JSON");
  const bytes = program(["printf", "\\377\\000a"], { stdout: "bytes" });
  assertEquals(await bytes(), Uint8Array.of(255, 0, 97));
  assertEquals((await elsewhere(bytes)).gave, Uint8Array.of(255, 0, 97));
});

Deno.test("what is no text in UTF-8 is an error that names bytes, whatever it was to become", async () => {
  for (const stdout of ["text", "lines", "json"] as const) {
    const run: () => Promise<unknown> = program(["printf", "\\377"], { stdout: stdout as "text" });
    const error = await assertRejects(() => run(), Error, "no text in UTF-8");
    assertStringIncludes(error.message, 'stdout: "bytes"');
  }
  assertEquals(await program(["printf", "\u00e9"])(), "é");
});

Deno.test("a program that fails is an error with what it said", async () => {
  const failing = program(["sh", "-c", "echo trouble >&2; exit 3"]);
  const { threw } = await elsewhere(failing, 1);
  assertStringIncludes(threw!.text, "exit code 3");
  assertStringIncludes(threw!.text, "trouble");
  const error = await assertRejects(() => failing(1), Error, "exit code 3");
  assertStringIncludes(error.message, "trouble");
});

Deno.test("a program that is not there is an error that says where it is looked for", async () => {
  await assertRejects(() => program(["no-such-program"])(), Error, "on PATH");
  await assertRejects(() => program(["./no-such-program"])(), Error, "fixedInputFiles");
});

Deno.test("program() sends a program of the working directory along", async () => {
  const capture = await Capture.of(program(["./LICENSE", "{}"]));
  assertEquals(capture.inputFiles, [`${Deno.cwd()}/LICENSE`]);
  const error = await assertRejects(() => Capture.of(program(["./absent"])), CannotCapture);
  assertStringIncludes(error.message, "is no file");
});

Deno.test("program() gives a function with a name and the number of arguments it needs", () => {
  const run = program(["/usr/bin/env", "{1}", "{0}"]);
  assertEquals([typeof run, run.name, run.length], ["function", "env", 2]);
  assertEquals([program(["./bin/sim", "{}"]).name, program(["date"]).length], ["sim", 0]);
});

Deno.test("a program is called inside a mapped function, and its file travels", async () => {
  const upper = program<[string]>(["tr", "a-z", "A-Z"]);
  const echo = program<[string, number]>(["echo", "{1}", "{0}"]);
  const { gave } = await elsewhere(async () => [await echo("a", 1), await upper(""), echo.name]);
  assertEquals(gave, ["1 a\n", "", "echo"]);
  const licence = program(["./LICENSE"]);
  const capture = await Capture.of(() => licence());
  assertEquals(capture.inputFiles, [`${Deno.cwd()}/LICENSE`]);
  const named = await Capture.of(() => htmap.program(["./README.md", "{}"]));
  assertEquals(named.inputFiles, [`${Deno.cwd()}/README.md`]);
  const absent = program(["./absent"]);
  await assertRejects(() => Capture.of(() => absent()), CannotCapture, "is no file");
});

Deno.test("a program says what is wrong with its arguments wherever it is called", async () => {
  const echo = program<unknown[]>(["echo", "{1}"]);
  await assertRejects(() => echo("a"), InvalidArgument, "The call has 1 argument");
  const { threw } = await elsewhere(() => echo("a", undefined));
  assertStringIncludes(threw!.text, "The call is called with undefined");
  const capture = await Capture.of(echo);
  assertThrows(() => capture.checkInput(["a"], 4), InvalidArgument, "Component 4 has 1 argument");
  capture.checkInput(["a", "b"], 4);
});

Deno.test("what fromModule() gives is called here, and inside a mapped function", async () => {
  const url = import.meta.resolve("./modules/shapes.ts");
  const area = fromModule<[number], number>(url, "area");
  assertEquals([typeof area, area.name], ["function", "area"]);
  assertEquals(await area(3), 9);
  const { gave } = await elsewhere(async (x: number) => {
    const promise = area(x);
    return [promise instanceof Promise, await promise + 1];
  }, 3);
  assertEquals(gave, [true, 10]);
  const none = fromModule(url, "absent");
  await assertRejects(() => none(1), InvalidArgument, "is no function");
});

Deno.test("program() refuses no program, an unknown kind of output, option or place", () => {
  assertThrows(() => program([]), InvalidOption);
  assertThrows(() => program(["x"], { stdout: "xml" as "text" }), InvalidOption);
  assertThrows(() => program(["x"], { stdOut: "text" } as object), InvalidArgument, "stdout");
  assertThrows(() => program(["x", "{0.}"]), InvalidOption, "knows no place {0.}");
});
