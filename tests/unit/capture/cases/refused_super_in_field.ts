import { refused } from "../case.ts";

class Base {
  scale(x: number): number {
    return x * 2;
  }
}
class Derived extends Base {
  factor = 10;
  apply = (x: number): number => super.scale(x);
}
const derived = new Derived();
export default refused("an instance with an arrow function that uses super", () => derived.factor, {
  path: ["(anonymous)", "derived", "apply"],
  saying: /is an arrow function that uses the `super` of the class around it.*Make it a method/,
});
