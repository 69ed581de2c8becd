import { travels } from "../case.ts";

function multiplier(by: number): (x: number) => number {
  return (x) => x * by;
}
const five = multiplier(5);
const six = multiplier(6);
export default travels("functions made by a factory", (x: number) => [five(x), six(x)], {
  args: [2],
  gives: [10, 12],
});
