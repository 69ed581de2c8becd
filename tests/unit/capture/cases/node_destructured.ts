import { travels } from "../case.ts";
import path from "node:path";
import { promises } from "node:fs";

const { join } = path;
const alias = join;
const { readFile } = promises;
export default travels("functions taken out of node: modules", () => [
  alias("x", "y"),
  typeof readFile,
], { gives: ["x/y", "function"] });
