import { refused } from "../case.ts";

const iterator = [1, 2].values();
export default refused("an iterator", () => iterator.next(), {
  path: ["(anonymous)", "iterator"],
  saying: /iterator is an Array Iterator/,
});
