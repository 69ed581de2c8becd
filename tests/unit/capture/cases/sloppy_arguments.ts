import { travels } from "../case.ts";

const set = new Function("a", "arguments[0] = 5; return a");
const last = new Function("a", "a", "return a");
export default travels("arguments of functions in sloppy mode", () => [set(1), last(1, 2)], {
  gives: [5, 2],
});
