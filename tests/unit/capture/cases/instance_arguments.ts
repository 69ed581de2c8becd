import { travels } from "../case.ts";

class Vector {
  constructor(public x: number, public y: number) {}
  length(): number {
    return Math.hypot(this.x, this.y);
  }
}
export default travels("an instance as an argument, and one as the result", (v: Vector) => {
  return [v instanceof Vector, v.length(), new Vector(v.y, v.x)];
}, { args: [new Vector(3, 4)], gives: [true, 5, new Vector(4, 3)] });
