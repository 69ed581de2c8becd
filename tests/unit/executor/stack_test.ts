import { userStack } from "../../../executor/stack.ts";
import { CannotSerialize } from "../../../lib/base/errors.ts";
import { assertEquals } from "../../deps.ts";

const module = await Deno.makeTempFile({ suffix: ".mjs" });
addEventListener("unload", () => Deno.removeSync(module));

const own = import.meta.resolve("../../../executor/load.ts");
const error = (...calls: string[]): Error => {
  const stack = ["TypeError: no", ...calls.map((call) => `    at ${call}`)].join("\n");
  return Object.assign(new TypeError("no"), { stack });
};

Deno.test("userStack() leaves out the calls by which htmap called a function, and those within Deno", () => {
  const { frames, text } = userStack(
    error(
      "async fetch (ext:deno_fetch/1.js:2:3)",
      "process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
      "Array.map (<anonymous>)",
      `async call (${own}:4:5)`,
      `${own}:6:7`,
    ),
    module,
  );
  assertEquals(frames, []);
  assertEquals(text, "TypeError: no");
});

Deno.test("userStack() tells the calls in modules that were only found where the function ran", () => {
  const { frames, text } = userStack(
    error(
      "late (file:///data/my lib/late.js:4:5)",
      `call (${own}:4:5)`,
      "https://a.example/b.js:1:2",
    ),
    module,
  );
  assertEquals(frames, [
    { function: "late", file: "file:///data/my%20lib/late.js", line: 4, column: 5 },
    { function: "", file: "https://a.example/b.js", line: 1, column: 2 },
  ]);
  assertEquals(
    text,
    "TypeError: no\n    at late (/data/my lib/late.js:4:5)\n    at https://a.example/b.js:1:2",
  );
});

Deno.test("userStack() tells no calls of what htmap refused", () => {
  const { text } = userStack(new CannotSerialize(["the result"], "it is bad", "Mend it"), module);
  assertEquals(text, "CannotSerialize: the result cannot be serialised: it is bad. Mend it");
});

Deno.test("userStack() tells of an error that is its own cause once", () => {
  const outer = error();
  outer.cause = Object.assign(new Error("inner", { cause: outer }), { stack: "" });
  const { text } = userStack(outer, module);
  assertEquals(
    text,
    "TypeError: no\nCaused by: Error: inner\n  Caused by: an error that is told of above",
  );
});

Deno.test("userStack() tells both errors of a SuppressedError", () => {
  const stackless = (name: string, message: string, parts: object): Error =>
    Object.assign(new Error(message), { name, stack: "", ...parts });
  const { text } = userStack(
    stackless("SuppressedError", "both", { error: error(), suppressed: "body" }),
    module,
  );
  assertEquals(
    text,
    'SuppressedError: both\nThrown: TypeError: no\nSuppressed by it: a thrown string: "body"',
  );
});

Deno.test("userStack() names no place of the function's module where a debugger tells the calls", () => {
  const seen = [{
    name: "$known.<computed>.",
    url: "file:///data/late.js",
    at: { lineNumber: 3, columnNumber: 4 },
    start: undefined,
    end: undefined,
    variables: {},
  }];
  const { frames } = userStack("thrown", module, () => seen);
  assertEquals(frames.map((frame) => frame.function), [""]);
});

Deno.test("userStack() leaves out what was made of a text, and tells who ran it", () => {
  const stack = [
    "Error: no",
    "    at eval (eval at f (file:///scratch/htmap_function.mjs:5:10), <anonymous>:3:7)",
    "    at f (file:///data/late.js:4:73)",
  ].join("\n");
  const { frames } = userStack(Object.assign(new Error("no"), { stack }), module);
  assertEquals(frames.map(({ function: name, file }) => [name, file]), [
    ["f", "file:///data/late.js"],
  ]);
});
