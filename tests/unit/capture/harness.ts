/**
 * The other side, for the tests: loads captured functions, calls them and writes what they give.
 *
 * @module
 */

import { loadFunction } from "../../../executor/load.ts";
import { userStack } from "../../../executor/stack.ts";
import { decode, encode } from "../../../lib/codec/codec.ts";

const [root = "."] = Deno.args;
for (const { name } of Deno.readDirSync(root)) {
  const directory = `${root}/${name}`;
  const modulePath = `${directory}/function.mjs`;
  let outcome: unknown;
  let written: Uint8Array;
  try {
    const loaded = await loadFunction(modulePath, `${directory}/values.cbor`);
    const { classes } = loaded;
    const args: unknown = decode(Deno.readFileSync(`${directory}/args.cbor`), { classes });
    outcome = { gave: await loaded.call(Array.isArray(args) ? args : []) };
    written = encode(outcome, { classes });
  } catch (error) {
    written = encode({ threw: userStack(error, modulePath) });
  }
  Deno.writeFileSync(`${directory}/out.cbor`, written);
}
