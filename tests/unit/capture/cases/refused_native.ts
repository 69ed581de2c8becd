import { refused } from "../case.ts";

const { resolve } = Promise.withResolvers<number>();
export default refused("a native function that no global name reaches", () => resolve(1), {
  path: ["(anonymous)", "resolve"],
  saying: /resolve is the native function.*no global name reaches/,
});
