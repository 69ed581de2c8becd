// @ts-nocheck This case is about what strict mode forbids.
import { travels } from "../case.ts";
import * as os from "node:os";

const make = Function(
  "os",
  "return function () { return [typeof os.cpus, this === globalThis, os] }",
);
const func = make(os);

export default travels(
  "a namespace object in a function of sloppy mode",
  async () => {
    const [kind, isSloppy, module] = func();
    return [kind, isSloppy, module === await import("node:os")];
  },
  { gives: ["function", true, true] },
);
