import { refused } from "../case.ts";

class Shape {}
export default refused("a class, which cannot be called", Shape, {
  path: ["Shape"],
  saying: /is a class, which cannot be called/,
});
