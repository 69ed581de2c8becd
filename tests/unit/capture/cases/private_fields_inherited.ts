import { travels } from "../case.ts";

let initialised = 0;
class Base {
  #x = ++initialised;
  y = "base";
  get x(): number {
    return this.#x;
  }
  set x(v: number) {
    this.#x = v;
  }
}
class Derived extends Base {
  #x = "derived " + ++initialised;
  z;
  constructor(z: number) {
    super();
    this.z = z;
  }
  get both(): unknown[] {
    return [this.x, this.#x, this.y, this.z];
  }
}
const derived = new Derived(9);
derived.x = 50;
derived.y = "changed";
export default travels("private fields of a base class and its subclass", () => [
  derived.both,
  initialised,
  derived instanceof Base,
], { gives: [[50, "derived 2", "changed", 9], 2, true] });
