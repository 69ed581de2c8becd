// @ts-nocheck This case is about what JavaScript takes, which TypeScript would not.
import { travels } from "../case.ts";

const hoisted = "outer";
export default travels("var and function declarations are hoisted", () => {
  const before = typeof inner;
  if (before) {
    // deno-lint-ignore no-var
    var hoistedVar = before;
  }
  function inner(): string {
    return hoisted;
  }
  return [hoistedVar, inner()];
}, { gives: ["function", "outer"] });
