import { refused } from "../case.ts";

const worker = new Worker("data:text/javascript,", { type: "module" });
worker.terminate();
export default refused("a Worker", () => worker.postMessage(1), {
  path: ["(anonymous)", "worker"],
  saying: /worker is a Worker.*Start the worker inside/,
});
