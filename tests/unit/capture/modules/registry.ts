const seen = new WeakSet<object>();

export const registry = {
  Kind: class {
    constructor(readonly name: string) {}
    hello(): string {
      return `I am ${this.name}`;
    }
  },
};
export const first = Object.freeze({ name: "first" });
export const mark = Symbol("mark");
export const cache = new WeakMap<object, number>([[first, 1]]);

seen.add(first);
export const wasSeen = (one: object): boolean => seen.has(one);
export const isMarked = (one: object): boolean => mark in one;

export interface Point {
  x: number;
  double(): number;
}

/** A class as they were written before there was a word for it. */
export const Point = function (this: Point, x: number): void {
  this.x = x;
} as unknown as new (x: number) => Point;
Point.prototype.double = function (this: Point): number {
  return 2 * this.x;
};

/** One whose prototype does not name it. */
export const Vector = function (this: Point, x: number): void {
  this.x = x;
} as unknown as new (x: number) => Point;
Vector.prototype = {
  double(this: Point): number {
    return 2 * this.x;
  },
};
