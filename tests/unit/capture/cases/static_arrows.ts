import { travels } from "../case.ts";

class Base {
  static greet(): string {
    return "hello";
  }
}
class Sealed extends Base {
  static #secret = 42;
  static key = 4;
  static reveal = (): number => Sealed.#secret;
  static open = (): number => this.key;
  static hail = async (): Promise<string> => await super.greet() + "!";
  static Node = class Node {
    peek(): number {
      return Sealed.#secret;
    }
  };
  static late: () => number;
  static {
    this.late = () => this.key + 1;
  }
}
const { open, reveal } = Sealed;
export default travels(
  "static arrow functions with `this`, `super` and private members",
  async () => [
    reveal(),
    open(),
    await Sealed.hail(),
    new Sealed.Node().peek(),
    Sealed.late(),
    Sealed.reveal === reveal,
  ],
  { gives: [42, 4, "hello!", 42, 5, true] },
);
