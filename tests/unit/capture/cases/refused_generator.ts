import { refused } from "../case.ts";

const numbers = (function* () {
  yield 1;
})();
export default refused("a generator that has started", () => numbers.next(), {
  path: ["(anonymous)", "numbers"],
  saying: /numbers is a Generator/,
});
