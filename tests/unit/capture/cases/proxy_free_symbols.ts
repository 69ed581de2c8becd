import { travels } from "../case.ts";

const tag = Symbol("tag");
const values = new Map([[tag, 1]]);
export default travels("a symbol of one's own keeps its identity", () => values.get(tag), {
  gives: 1,
});
