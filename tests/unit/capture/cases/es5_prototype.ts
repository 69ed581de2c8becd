// @ts-nocheck This case is about classes from before there were classes.
import { travels } from "../case.ts";

function Fraction(this: unknown, n: number, d: number): void {
  this.n = n;
  this.d = d;
}
// A prototype that does not name its class, as fraction.js and complex.js have.
Fraction.prototype = {
  times(k: number): unknown {
    return new Fraction(this.n * k, this.d);
  },
  toString(): string {
    return `${this.n}/${this.d}`;
  },
};
function Half(this: unknown): void {
  Fraction.call(this, 1, 2);
}
// And one that names that of another class.
Half.prototype = Object.create(Fraction.prototype);
Half.prototype.double = function (): number {
  return 2 * this.n / this.d;
};

export default travels(
  "instances whose prototype does not name their class",
  (fraction: unknown, half: unknown) => [
    fraction instanceof Fraction && half instanceof Half && `${fraction.times(3)}`,
    half.double(),
    fraction.times(2),
    half,
  ],
  {
    args: [new Fraction(1, 4), new Half()],
    gives: ([text, doubled, fraction, half]: unknown[]): boolean =>
      text === "3/4" && doubled === 1 && fraction instanceof Fraction && half instanceof Half &&
      `${fraction.times(2)} ${half.double()}` === "4/4 1",
  },
);
