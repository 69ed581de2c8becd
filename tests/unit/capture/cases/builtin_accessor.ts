import { travels } from "../case.ts";

const sizeOf = Object.getOwnPropertyDescriptor(Map.prototype, "size")!.get!;
export default travels("a getter of a built-in prototype", () => sizeOf.call(new Map([[1, 2]])), {
  gives: 1,
});
