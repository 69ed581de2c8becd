// @ts-nocheck This case is about functions whose prototypes are of all kinds.
import { travels } from "../case.ts";
import { Circle, hidden, made, Round } from "../modules/prototypes.ts";

function Nothing() {}
Nothing.prototype = null;
function Number_() {}
Number_.prototype = 5;
function Listed() {}
Listed.prototype = Array.prototype;
function Maths() {}
Maths.prototype = Math;
function Called() {}
Called.prototype = function call() {
  return 1;
};
const shared = { kind: "shared" };
const holder = { shared };
function Given() {}
Given.prototype = shared;
function Fixed() {}
Object.defineProperty(Fixed, "prototype", { value: shared, writable: false });
function Hard() {}
Object.defineProperty(Hard, "prototype", { writable: false });
function* count() {
  yield 1;
}
function* again() {
  yield 2;
}
again.prototype = count.prototype;
count.prototype.twice = function () {
  return [...this, 2];
};
class Counter {
  *each() {
    yield 3;
  }
  *plain() {}
}
Counter.prototype.each.prototype.label = "each";
Counter.prototype.plain.prototype = null;
class Base {
  static make() {
    return new this();
  }
}
class Below extends Base {
  hi() {
    return "hi";
  }
}
function old() {}
Object.setPrototypeOf(old, Below);
old.prototype = Below.prototype;
class Under extends old {}
const bound = Counter.bind(null);
bound.prototype = shared;
const arrow = () => 1;
arrow.prototype = shared;
function Imported() {}
Imported.prototype = Circle.prototype;
function ImportedRound() {}
ImportedRound.prototype = Round.prototype;

const descriptor = (func) => {
  const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(func, "prototype");
  return [writable, enumerable, configurable].map(Number).join("");
};

export default travels("functions with prototypes of all kinds", () => [
  [Nothing.prototype, Object.getPrototypeOf(new Nothing()) === Object.prototype],
  Number_.prototype,
  [Listed.prototype === Array.prototype, Maths.prototype === Math],
  [Called.prototype(), new Called() instanceof Called],
  [holder.shared === Given.prototype, Fixed.prototype === Given.prototype, new Given().kind],
  [descriptor(Given), descriptor(Fixed), descriptor(Hard), Hard.prototype.constructor === Hard],
  [again().twice(), count().twice(), count.prototype === again.prototype],
  [new Counter().each().label, new Counter().plain.prototype],
  [old.make() instanceof old, new Under().hi(), old.make() instanceof Below],
  [bound.prototype === shared, descriptor(bound), new bound() instanceof bound],
  [Counter.prototype.isPrototypeOf(new bound()), arrow.prototype === shared, descriptor(arrow)],
  [new Imported().area?.call({ r: 2 }), Imported.prototype === Circle.prototype],
  [new Circle(1) instanceof Imported, new Circle(1).area(), made() instanceof Circle],
  [ImportedRound.prototype === Round.prototype, new Round(3) instanceof ImportedRound],
  [new Round(3).turn(), hidden() instanceof Circle],
], {
  gives: [
    [null, true],
    5,
    [true, true],
    [1, true],
    [true, true, "shared"],
    ["100", "000", "000", true],
    [[2, 2], [1, 2], true],
    ["each", null],
    [true, "hi", true],
    [true, "111", true],
    [true, true, "111"],
    [4, true],
    [true, 1, true],
    [true, true],
    ["turned 3", true],
  ],
});
