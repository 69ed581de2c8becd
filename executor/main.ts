/**
 * The entry of the executor when Deno is the runtime; the binary has `htmap execute`.
 *
 * @module
 */

import { executeMain } from "./execute.ts";

// No `await`: a function whose promise never settles must let the process come to its end, where the
// job's guard reports it.
executeMain(Deno.args).then(Deno.exit.bind(Deno));
