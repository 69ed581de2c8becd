import { travels } from "../case.ts";
import { Point, Vector } from "../modules/registry.ts";

export default travels("results of imported functions that are used as classes", (x: number) => [
  new Point(x),
  new Vector(x),
], {
  args: [2],
  gives: ([a, b]: Point[]): boolean =>
    a instanceof Point && a.double() === 4 && b instanceof Vector && b.double() === 4,
});
