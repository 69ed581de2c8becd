import { refused } from "../case.ts";

export default refused("something that is no function", { a: 1 }, {
  path: ["[object Object]"],
  saying: /is object, not a function|is an? object, not a function/,
});
