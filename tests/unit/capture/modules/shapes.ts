import { power } from "./maths.ts";

export class Square {
  constructor(readonly side: number) {}
  area(): number {
    return area(this.side);
  }
}

export function area(side: number): number {
  return power(side, 2);
}

export function biggest(squares: Square[]): Square {
  return squares.reduce((a, b) => a.area() > b.area() ? a : b, new Square(0));
}

export default { name: "square" };
