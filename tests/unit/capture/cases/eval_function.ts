import { travels } from "../case.ts";

const add = new Function("a", "b", "return a + b");
export default travels("a function made by new Function", (x: number) => add(x, 1), {
  args: [1],
  gives: 2,
});
