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
