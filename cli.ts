/**
 * The entry of the binary.
 *
 * @module
 */

import { main } from "./lib/cli/main.ts";

// No `await`: a component whose promise never settles must let the process come to its end, where the
// job's guard reports it.
main(Deno.args).then((code) => {
  if (code !== undefined) Deno.exit(code);
});
