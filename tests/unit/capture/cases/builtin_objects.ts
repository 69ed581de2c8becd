import { travels } from "../case.ts";

const m = Math;
const subtle = crypto.subtle;
const clone = structuredClone;
const out = { log: console.log, math: Math, json: JSON };
export default travels("built-in objects in variables", async () => [
  m.abs(-1),
  new Uint8Array(await subtle.digest("SHA-1", new Uint8Array(1))).length,
  clone({ a: [1] }),
  typeof out.log,
  out.math === Math,
  out.json.stringify(1),
  typeof Deno.readTextFile,
], { gives: [1, 20, { a: [1] }, "function", true, "1", "function"] });
