import { travels } from "../case.ts";

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
export default travels("recursion by name", factorial, { args: [5], gives: 120 });
