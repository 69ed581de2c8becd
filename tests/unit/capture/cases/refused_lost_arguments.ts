import { refused } from "../case.ts";

function outer(..._args: number[]): () => number {
  // deno-lint-ignore prefer-rest-params
  return () => arguments.length;
}
export default refused("an arrow that uses the arguments of another function", outer(1, 2), {
  path: ["(anonymous)"],
  saying: /uses the `arguments`.*rest parameter/,
});
