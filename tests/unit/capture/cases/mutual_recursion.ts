import { travels } from "../case.ts";

function isEven(n: number): boolean {
  return n === 0 || isOdd(n - 1);
}
function isOdd(n: number): boolean {
  return n !== 0 && isEven(n - 1);
}
export default travels("mutual recursion", isEven, { args: [11], gives: false });
