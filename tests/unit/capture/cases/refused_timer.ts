import { refused } from "../case.ts";
import { clearTimeout, setTimeout } from "node:timers";

const timer = setTimeout(() => {}, 1);
clearTimeout(timer);
export default refused("an instance of a class of the runtime", () => timer, {
  path: ["(anonymous)", "timer"],
  saying: /timer is a Timeout, which cannot leave the process it is in/,
});
