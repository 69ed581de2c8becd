import { travels } from "../case.ts";

class Base {
  readonly made: string;
  constructor() {
    this.made = new.target.name;
  }
}
class Derived extends Base {}
export default travels("new.target", () => [new Base().made, new Derived().made], {
  gives: ["Base", "Derived"],
});
