// @ts-nocheck This case is about classes from before there were classes.
import { travels } from "../case.ts";

// As in big.js: the prototype names no class, so that each instance does.
const methods = {
  plus(n: number): unknown {
    return new this.constructor(this.n + n);
  },
};
function Big(this: unknown, n: number): void {
  this.n = n;
  this.constructor = Big;
}
Big.prototype = methods;

export default travels(
  "instances that have their class as a property",
  (big: unknown) => [big instanceof Big, big.plus(1).n, big.plus(2), Object.freeze(big.plus(3))],
  {
    args: [new Big(1)],
    gives: ([isBig, sum, big, frozen]: unknown[]): boolean =>
      isBig === true && sum === 2 && big instanceof Big && big.constructor === Big &&
      big.plus(1).n === 4 && !Object.isExtensible(frozen) && frozen.plus(1).n === 5,
  },
);
