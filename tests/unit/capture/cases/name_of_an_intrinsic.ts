import { travels } from "../case.ts";

function make(): () => unknown[] {
  // deno-lint-ignore no-shadow-restricted-names
  const Object = { keys: () => ["mine"] };
  const Symbol = "text";
  return function inner(this: unknown): unknown[] {
    return [Object.keys(), Symbol];
  };
}
const inner = make();
const { size } = Object.getOwnPropertyDescriptors(Map.prototype);
export default travels(
  "variables named like built-ins that the generated module needs",
  () => [inner(), size.get!.call(new Map([[1, 2]])), Object.keys({ a: 1 })],
  { gives: [[["mine"], "text"], 1, ["a"]] },
);
