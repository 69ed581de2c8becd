import { refused } from "../case.ts";

class Base {
  greet(): string {
    return "hello";
  }
}
class Derived extends Base {
  override greet(): string {
    return super.greet() + "!";
  }
}
export default refused("super outside its class", Derived.prototype.greet, {
  path: ["greet"],
  saying: /uses `super` outside its class/,
});
