import { travels } from "../case.ts";

const none = Object.assign(Object.create(null), { a: 1 });
const parent = {
  greet(): string {
    return "hello " + Reflect.get(this, "name");
  },
};
const kid = Object.assign(Object.create(parent), { name: "kid" });
export default travels("null and custom prototypes", () => [
  Object.getPrototypeOf(none) === null,
  none.a,
  kid.greet(),
  Object.getPrototypeOf(kid) === parent,
], { gives: [true, 1, "hello kid", true] });
