import { travels } from "../case.ts";

const fib = function inner(n: number): number {
  return n < 2 ? n : inner(n - 1) + inner(n - 2);
};
export default travels("recursion by the name of a function expression", fib, {
  args: [10],
  gives: 55,
});
