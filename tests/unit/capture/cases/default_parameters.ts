// @ts-nocheck This case is about what JavaScript takes, which TypeScript would not.
import { travels } from "../case.ts";

const base = 10;
function next(x: number): number {
  return x + 1;
}
export default travels("default parameters that use captured names", (
  x = base,
  y = next(x),
  { z = y * 2 } = {},
) => [x, y, z], { gives: [10, 11, 22] });
