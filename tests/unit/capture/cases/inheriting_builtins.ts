import { travels } from "../case.ts";

class Stack<T> extends Array<T> {
  top(): T | undefined {
    return this.at(-1);
  }
}
class Registry extends Map<string, number> {
  total(): number {
    return [...this.values()].reduce((a, b) => a + b, 0);
  }
}
class Problem extends RangeError {
  override name = "Problem";
  code = 7;
}
const stack = Stack.from([1, 2, 3]) as Stack<number>;
const registry = new Registry([["a", 1], ["b", 2]]);
const problem = new Problem("bad");
export default travels("classes that extend built-in ones", () => [
  stack.top(),
  stack.length,
  stack instanceof Stack,
  registry.total(),
  registry instanceof Registry,
  problem instanceof Problem,
  problem instanceof RangeError,
  `${problem}`,
  problem.code,
  new Problem("new").message,
], { gives: [3, 3, true, 3, true, true, true, "Problem: bad", 7, "new"] });
