import { refused } from "../case.ts";

const proxy = new Proxy({ a: 1 }, {});
export default refused("a proxy", () => proxy.a, {
  path: ["(anonymous)", "proxy"],
  saying: /proxy is a Proxy/,
});
