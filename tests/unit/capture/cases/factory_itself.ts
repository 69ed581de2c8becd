import { travels } from "../case.ts";

function multiplier(by: number): (x: number) => number {
  return (x) => x * by;
}
export default travels("one function made by a factory", multiplier(7), { args: [3], gives: 21 });
