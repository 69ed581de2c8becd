import { refused } from "../case.ts";

const pending = Promise.resolve(1);
export default refused("a promise", async () => await pending, {
  path: ["(anonymous)", "pending"],
  saying: /pending is a Promise.*Await it first/,
});
