import { travels } from "../case.ts";

const { sqrt, max: largest } = Math;
const again = sqrt;
const push = Array.prototype.push;
const hasOwn = Object.prototype.hasOwnProperty;
export default travels("aliases of built-ins", () => {
  const list = [1];
  push.call(list, 2);
  return [again(9), largest(1, 5), list, hasOwn.call({ a: 1 }, "a")];
}, { gives: [3, 5, [1, 2], true] });
