// @ts-nocheck This case has classes of old, and classes of which only little is told.
import { travels } from "../case.ts";

class Base {
  static A = new Base(1);
  constructor(n) {
    this.n = n;
  }
}
class Sub extends Base {
  static B = new Sub(2);
}
class Ring {
  static ONE = new Ring();
  self = this;
}
class Failure extends Error {
  static NOPE = new Failure("nope");
}
function Old(n) {
  this.n = n;
}
Old.FIRST = new Old(1);
class Planet {
  static ALL = Object.freeze([Object.freeze(new Planet("Mars"))]);
  constructor(name) {
    this.name = name;
  }
}
class Told {
  static X = new Told("x");
  constructor(name) {
    this.name = name;
  }
  [Symbol.for("htmap.serialize")]() {
    return this.name;
  }
  static [Symbol.for("htmap.deserialize")](name) {
    return new Told(name);
  }
}
class Changed {
  static ONE = new Changed();
  n = 1;
}
Changed.ONE.n = 3;
const SUIT = { HEARTS: Symbol("hearts"), SPADES: Symbol("spades") };
const kept = { list: Object.freeze([1, 2]), bases: [Base.A, Sub.B] };

export default travels(
  "objects that are given as arguments, and that the function has",
  (list, ring, failure, old, mars, told, changed, suit, frozen, set) => {
    const found = [
      [list[0] === Base.A, list[1] === Sub.B, list[0] === kept.bases[0], list[2].deep === Base.A],
      [ring === Ring.ONE, ring.self === ring],
      [failure === Failure.NOPE, failure.message],
      [old === Old.FIRST, mars === Planet.ALL[0], told === Told.X],
      [changed === Changed.ONE, changed.n],
      [suit === SUIT.SPADES, frozen === kept.list, set.has(Base.A), set.has(Sub.B)],
    ];
    // A copy tells of this, and that it is the same would not.
    changed.n = 7;
    return [found, changed, [Sub.B, Sub.B, Base.A], SUIT.HEARTS];
  },
  {
    args: [
      [Base.A, Sub.B, { deep: Base.A }],
      Ring.ONE,
      Failure.NOPE,
      Old.FIRST,
      Planet.ALL[0],
      Told.X,
      Changed.ONE,
      SUIT.SPADES,
      kept.list,
      new Set([Base.A, Sub.B]),
    ],
    gives: ([found, changed, bases, suit]) =>
      JSON.stringify(found) === JSON.stringify([
          [true, true, true, true],
          [true, true],
          [true, "nope"],
          [true, true, true],
          [true, 3],
          [true, true, true, true],
        ]) &&
      changed instanceof Changed && changed.n === 7 && Changed.ONE.n === 3 &&
      bases[0] === Sub.B && bases[1] === Sub.B && bases[2] === Base.A && suit === SUIT.HEARTS,
  },
);
