import { travels } from "../case.ts";

class Safe {
  #content = 1;
  static read(safe: Safe): number {
    return safe.#content;
  }
  static touch(): string {
    return "touched";
  }
  peek(): number {
    return this.#content;
  }
}
const { read } = Safe;
const { peek } = Safe.prototype;
export default travels("methods with private fields that are met before their class", (
  safe: Safe,
) => [peek.call(safe), read(safe), Safe.touch()], { args: [new Safe()], gives: [1, 1, "touched"] });
