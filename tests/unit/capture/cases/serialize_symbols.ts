import { travels } from "../case.ts";

class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  [Symbol.for("htmap.serialize")](): unknown {
    return { cents: this.#cents };
  }
  static [Symbol.for("htmap.deserialize")](data: { cents: number }): Money {
    return new Money(data.cents);
  }
  plus(other: Money): Money {
    return new Money(this.#cents + other.#cents);
  }
  toString(): string {
    return (this.#cents / 100).toFixed(2);
  }
}
const fee = new Money(25);
export default travels("a class that says how it travels", (m: Money) => [
  `${m.plus(fee)}`,
  m instanceof Money,
], { args: [new Money(100)], gives: ["1.25", true] });
