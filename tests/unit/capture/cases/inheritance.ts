import { travels } from "../case.ts";

class A {
  constructor(readonly x: number) {}
  who(): string {
    return "A" + this.x;
  }
  static origin(): string {
    return "from " + this.name;
  }
}
class B extends A {
  override who(): string {
    return super.who() + "B";
  }
}
class C extends B {
  override who(): string {
    return super.who() + "C";
  }
  get twice(): number {
    return this.x * 2;
  }
}
const c = new C(1);
export default travels("three levels of inheritance", () => [
  c.who(),
  c.twice,
  new C(2).who(),
  c instanceof A,
  C.origin(),
  Object.getPrototypeOf(C) === B,
], { gives: ["A1BC", 2, "A2BC", true, "from C", true] });
