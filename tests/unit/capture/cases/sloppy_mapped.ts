import { travels } from "../case.ts";

export default travels(
  "a function that strict mode forbids",
  new Function("x", "delete x; var let = 010; return [x, let, this === globalThis]"),
  { args: [2], gives: [2, 8, true] },
);
