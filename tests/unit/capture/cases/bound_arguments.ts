import { travels } from "../case.ts";

const add = (a: number, b: number, c: number): number => 100 * a + 10 * b + c;
export default travels("a bound function with bound arguments", add.bind(null, 1, 2), {
  args: [3],
  gives: 123,
});
