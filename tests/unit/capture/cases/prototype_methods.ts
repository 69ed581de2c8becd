import { travels } from "../case.ts";

interface Shape {
  side: number;
  area(): number;
}
const Square = function (this: Shape, side: number): void {
  this.side = side;
} as unknown as { new (side: number): Shape; prototype: Shape };
Square.prototype.area = function (): number {
  return this.side ** 2;
};
const square = new Square(3);
export default travels(
  "a constructor function with methods on its prototype",
  () => [new Square(4).area(), square.area(), square instanceof Square],
  { gives: [16, 9, true] },
);
