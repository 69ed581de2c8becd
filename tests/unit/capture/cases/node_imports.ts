import { travels } from "../case.ts";
import fs from "node:fs";
import { basename, join as combine } from "node:path";
import * as os from "node:os";
import { Buffer } from "node:buffer";

export default travels("imports of node: modules", () => [
  fs.existsSync("/"),
  basename("/a/b.c"),
  combine("a", "b"),
  typeof os.cpus,
  Buffer.from("hi").toString("hex"),
], { gives: [true, "b.c", "a/b", "function", "6869"] });
