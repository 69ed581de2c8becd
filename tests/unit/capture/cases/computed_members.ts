import { travels } from "../case.ts";

const key = "dynamic";
const symbol = Symbol("s");
class Computed {
  [key](): string {
    return "by text";
  }
  get [symbol](): string {
    return "by symbol";
  }
  *[Symbol.iterator](): Generator<number> {
    yield 1;
  }
  static [`${key}Static`](): number {
    return 2;
  }
}
const object = new Computed();
export default travels("computed member names", () => [
  object[key](),
  object[symbol],
  [...object],
  Reflect.get(Computed, "dynamicStatic")(),
], { gives: ["by text", "by symbol", [1], 2] });
