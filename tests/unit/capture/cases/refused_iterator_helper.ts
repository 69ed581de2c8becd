import { refused } from "../case.ts";

const doubled = [1, 2].values().map((x) => x * 2);
export default refused("an iterator that another one was made of", () => doubled, {
  path: ["(anonymous)", "doubled"],
  saying: /is an Iterator Helper, which cannot leave the process it is in/,
});
