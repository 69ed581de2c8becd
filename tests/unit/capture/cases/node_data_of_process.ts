import { travels } from "../case.ts";
import process from "node:process";

const args = process.argv;
const own = { list: process.execArgv };
Object.assign(process, { htmapTest: { a: 1 } });
const added: unknown = Reflect.get(process, "htmapTest");

export default travels(
  "data of this process, which goes by value",
  () => [args.length, Array.isArray(own.list), added],
  { gives: [process.argv.length, true, { a: 1 }] },
);
