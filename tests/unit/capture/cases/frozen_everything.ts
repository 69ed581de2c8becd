import { travels } from "../case.ts";

class Fixed {
  static unit = "m";
  read(): void {}
}
class Base {
  #x = 1;
  get x(): number {
    return this.#x;
  }
}
class Closed extends Base {
  #y = 2;
  get y(): number {
    return this.#y;
  }
}
const closed = new Closed();
const all = {
  error: new RangeError("no"),
  func: function (): void {},
  arrow: (): void => {},
  type: Fixed,
  prototype: Fixed.prototype,
  method: Fixed.prototype.read,
  bound: (() => {}).bind(null),
  regexp: /x/g,
  map: new Map([[1, 2]]),
};
Object.values(all).forEach(Object.freeze);
Object.freeze(Closed);
Object.freeze(Closed.prototype);
const sealed = Object.seal(new Error("sealed"));
const fixed = Object.defineProperty([1, 2], "length", { writable: false });
export default travels("frozen errors, functions, classes and prototypes", (other: Closed) => [
  Object.entries(all).filter(([, one]) => !Object.isFrozen(one)).map(([name]) => name),
  [all.error.message, typeof all.error.stack, Fixed.unit, typeof new Fixed().read],
  [Object.isSealed(sealed), Object.isFrozen(sealed)],
  Object.getOwnPropertyDescriptor(fixed, "length"),
  [closed.x, closed.y, other.y, new Closed().y],
], {
  args: [new Closed()],
  gives: [
    [],
    ["no", "string", "m", "function"],
    [true, false],
    { value: 2, writable: false, enumerable: false, configurable: false },
    [1, 2, 2, 2],
  ],
});
