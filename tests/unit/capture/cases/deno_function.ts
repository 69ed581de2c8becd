import { travels } from "../case.ts";

const read = Deno.readTextFileSync;
export default travels("a function of Deno in a variable", () => typeof read, {
  gives: "function",
});
