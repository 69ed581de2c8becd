/**
 * The entry of the executor when Deno is the runtime; the binary has `htmap execute`.
 *
 * @module
 */

import { executeMain } from "./execute.ts";

executeMain(Deno.args);
