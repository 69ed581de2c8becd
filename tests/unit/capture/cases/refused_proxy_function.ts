import { refused } from "../case.ts";

const proxy = new Proxy(() => 1, {});
export default refused("a proxy of a function", () => proxy(), {
  path: ["(anonymous)", "proxy"],
  saying: /proxy is a Proxy/,
});
