import { travels } from "../case.ts";

export default travels("an anonymous function expression", function (x: number) {
  return x + 1;
}, { args: [4], gives: 5 });
