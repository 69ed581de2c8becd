import { refused } from "../case.ts";
import { EventEmitter } from "node:events";
import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage();
void EventEmitter;
export default refused("an instance of a class that is not captured", () => storage.getStore(), {
  path: ["(anonymous)", "storage"],
  saying: /storage/,
});
