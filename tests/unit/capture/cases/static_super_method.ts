import { travels } from "../case.ts";

class Base {
  static tax(x: number): number {
    return x * 2;
  }
}
class Derived extends Base {
  static override tax(x: number): number {
    return super.tax(x) + 1;
  }
}
export default travels("a static method with super, alone", Derived.tax, { args: [4], gives: 9 });
