import { travels } from "../case.ts";
import { registry } from "../modules/registry.ts";

type Kind = InstanceType<typeof registry.Kind>;
export default travels("a result of a class in an object that a module exports", () => {
  return new registry.Kind("one");
}, { gives: (one: Kind): boolean => one instanceof registry.Kind && one.hello() === "I am one" });
