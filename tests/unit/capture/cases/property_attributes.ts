import { travels } from "../case.ts";

const hidden = Object.defineProperty({ a: 1 }, "b", { value: 2, enumerable: false });
const frozen = Object.freeze({ list: [1] });
const sealed = Object.seal({ x: 1 });
const fixed = Object.preventExtensions([1, 2]);
export default travels("non-enumerable and frozen properties", () => [
  Object.keys(hidden),
  Reflect.get(hidden, "b"),
  Object.isFrozen(frozen),
  Object.isFrozen(frozen.list),
  Object.isSealed(sealed),
  Object.isExtensible(fixed),
], { gives: [["a"], 2, true, false, true, false] });
