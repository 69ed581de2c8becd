import { travels } from "../case.ts";

const read = new Function("o", "with (o) { return a }");
// What is written in a `with` may be a variable or a property; only running it tells.
const write = new Function(
  "var a = 1, b = 2; return function (o) { with (o) { a = 9; c = b } return [a, o] }",
)();
export default travels("`with`", (o: object) => [read(o), write({ a: 5, c: 0 })], {
  args: [{ a: 3 }],
  gives: [3, [1, { a: 9, c: 2 }]],
});
