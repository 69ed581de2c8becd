import { travels } from "../case.ts";
import process from "node:process";

const env = process.env;
const denoEnv = Deno.env;
const { argv } = process;
export default travels("the environment is that of where the function runs", () => [
  typeof env.PATH,
  typeof denoEnv.get("PATH"),
  Array.isArray(argv),
], { gives: ["string", "string", true] });
