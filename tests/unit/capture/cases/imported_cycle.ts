import { travels } from "../case.ts";
import { ping } from "../modules/ping.ts";

export default travels("modules that import each other", (n: number) => ping(n), {
  args: [3],
  gives: "ping pong ping pong",
});
