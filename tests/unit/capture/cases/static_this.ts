import { travels } from "../case.ts";

class Factory {
  static made = 2;
  static make(): number {
    return ++this.made;
  }
}
export default travels("a static method that uses `this`", () => Factory.make(), { gives: 3 });
