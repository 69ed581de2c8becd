import { refused } from "../case.ts";

const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
listener.close();
export default refused("a socket", () => listener.addr, {
  path: ["(anonymous)", "listener"],
  saying: /listener is a (?:Tcp)?Listener, which cannot leave/,
});
