import { travels } from "../case.ts";

const suffix = "!";
function shout(parts: TemplateStringsArray, ...values: unknown[]): string {
  return parts.raw.join("|") + values.join(",") + suffix;
}
export default travels("tagged templates", (x: number) => shout`a${x}\n${x + 1}c`, {
  args: [1],
  gives: "a|\\n|c1,2!",
});
