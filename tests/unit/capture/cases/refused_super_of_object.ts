import { refused } from "../case.ts";

const parent = { greet: (): string => "hello" };
const object = {
  __proto__: parent,
  greet(): string {
    return super.greet() + "!";
  },
};
export default refused("a method of an object that uses super", () => object.greet(), {
  path: ["(anonymous)", "object", "greet"],
  saying: /uses the `super` of an object that is no class.*parent\.method\.call\(this\)/,
});
