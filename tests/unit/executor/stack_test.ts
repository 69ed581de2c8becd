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

Deno.test("userStack() leaves out the calls by which htmap called a function", () => {
  const { frames, text } = userStack(
    error("async fetch (ext:deno_fetch/1.js:2:3)", `async call (${own}:4:5)`, `${own}:6:7`),
    module,
  );
  assertEquals(frames, []);
  assertEquals(text, "TypeError: no\n    at async fetch (ext:deno_fetch/1.js:2:3)");
});

Deno.test("userStack() tells htmap's own calls where there are no others", () => {
  const { text } = userStack(error(`call (${own}:4:5)`), module);
  assertEquals(text, `TypeError: no\n    at call (${own}:4:5)`);
});

Deno.test("userStack() tells no calls of what htmap refused", () => {
  const { text } = userStack(new CannotSerialize(["the result"], "it is bad", "Mend it"), module);
  assertEquals(text, "CannotSerialize: the result cannot be serialised: it is bad. Mend it");
});
