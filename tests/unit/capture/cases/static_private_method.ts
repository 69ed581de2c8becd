import { travels } from "../case.ts";

class Safe {
  #content: string;
  static #opened = 0;
  constructor(content: string) {
    this.#content = content;
  }
  static read(safe: Safe): unknown[] {
    return [safe.#content, ++Safe.#opened];
  }
}
export default travels("a static method with private members, alone", Safe.read, {
  args: [new Safe("gold")],
  gives: ["gold", 1],
});
