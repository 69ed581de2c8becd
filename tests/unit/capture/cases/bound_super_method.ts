import { travels } from "../case.ts";

class Base {
  add(x: number): number {
    return x + 1;
  }
  static add(x: number): number {
    return x + 10;
  }
}
class Derived extends Base {
  override add(x: number): number {
    return super.add(x) * 2;
  }
  static override add(x: number): number {
    return super.add(x) * 2;
  }
}
const derived = new Derived();
const one = derived.add.bind(derived);
const other = Derived.add.bind(Derived);
export default travels("methods with super, bound", (x: number) => [one(x), other(x)], {
  args: [1],
  gives: [4, 22],
});
