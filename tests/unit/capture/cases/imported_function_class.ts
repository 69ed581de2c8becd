import { travels } from "../case.ts";
import { Point, Vector } from "../modules/registry.ts";

const point = new Point(2);
const vector = new Vector(3);
export default travels(
  "instances of imported functions that are used as classes",
  (other: Point) => [
    point instanceof Point && point.double(),
    vector instanceof Vector && vector.double(),
    other instanceof Vector && other.double(),
  ],
  { args: [new Vector(4)], gives: [4, 6, 8] },
);
