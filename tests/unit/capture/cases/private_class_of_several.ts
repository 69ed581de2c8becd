import { travels } from "../case.ts";

interface Box {
  readonly value: string;
}
interface BoxClass {
  new (value: string): Box;
  read(box: Box): string;
  peek(box: Box): string;
}
const boxes = (label: string): BoxClass =>
  class Several {
    #value: string;
    constructor(value: string) {
      this.#value = label + value;
    }
    get value(): string {
      return this.#value;
    }
    static read(box: Several): string {
      return `${label}: ${box.#value}`;
    }
    static peek = (box: Several): string => box.#value;
  };
const [One, Other] = [boxes("one "), boxes("other ")];
const { peek, read } = Other;
export default travels("private members of one of several classes of one source", (box: Box) => [
  read(box),
  peek(box),
  One.read(new One("x")),
], { args: [new Other("y")], gives: ["other : other y", "other y", "one : one x"] });
