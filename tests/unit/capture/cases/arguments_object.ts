// @ts-nocheck This case is about what JavaScript takes, which TypeScript would not.
import { travels } from "../case.ts";

export default travels("the arguments object", function () {
  // deno-lint-ignore prefer-rest-params
  return [arguments.length, arguments[1]];
}, { args: ["a", "b"], gives: [2, "b"] });
