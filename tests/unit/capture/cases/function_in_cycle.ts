import { travels } from "../case.ts";

const node = { name: "n", self: (): unknown => node, list: [] as unknown[] };
node.list.push(node, node.self);
export default travels("a cycle through a function", () => [
  node.self() === node,
  node.list[0] === node,
  node.list[1] === node.self,
], { gives: [true, true, true] });
