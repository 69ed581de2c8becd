import { travels } from "../case.ts";
import { registry } from "../modules/registry.ts";

const one = new registry.Kind("one");
export default travels("an instance of a class in an object that a module exports", () => [
  one instanceof registry.Kind,
  one.hello(),
], { gives: [true, "I am one"] });
