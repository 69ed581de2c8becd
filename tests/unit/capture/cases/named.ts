import { travels } from "../case.ts";

function triple(x: number): number {
  return 3 * x;
}
export default travels("a named function", triple, { args: [3], gives: 9 });
