import { refused } from "../case.ts";

const cache = new WeakMap<object, number>();
export default refused("a WeakMap", (key: object) => cache.get(key), {
  path: ["(anonymous)", "cache"],
  saying: /cache is a WeakMap.*Send a Map/,
});
