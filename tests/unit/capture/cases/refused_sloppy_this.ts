import { refused } from "../case.ts";

export default refused(
  "an arrow of sloppy mode that captured a lost `this`",
  new Function("return () => this")(),
  { path: ["(anonymous)"], saying: /uses the `this` of the function around it/ },
);
