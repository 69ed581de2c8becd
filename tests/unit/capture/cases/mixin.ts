// @ts-nocheck This case is about what JavaScript takes, which TypeScript would not.
import { travels } from "../case.ts";

type Constructor = new (...args: never[]) => object;
const Serialisable = <T extends Constructor>(Base: T) =>
  class extends Base {
    toText(): string {
      return JSON.stringify(this);
    }
  };
class Point {
  constructor(readonly x = 1, readonly y = 2) {}
}
class Named extends Serialisable(Point) {
  override toString(): string {
    return "named " + this.toText();
  }
}
const named = new Named();
export default travels("a class whose super class is an expression", () => [
  `${named}`,
  named instanceof Point,
  `${new Named()}`,
], { gives: ['named {"x":1,"y":2}', true, 'named {"x":1,"y":2}'] });
