import { travels } from "../case.ts";

class Counter {
  static #count = 5;
  static step = 2;
  static next = (): number => Counter.#count += this.step;
}
export default travels("a static arrow function with `this`, alone", Counter.next, { gives: 7 });
