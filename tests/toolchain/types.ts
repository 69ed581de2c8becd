/**
 * `deno task types`: checks the types of every TypeScript file of the checkout.
 *
 * @module
 */

import { CHECKOUT, sources } from "./deno_programs.ts";
import { runInForeground } from "./process.ts";

Deno.chdir(CHECKOUT);
const files = (await sources(".")).filter((path) => !path.endsWith(".d.ts"));
Deno.exit(await runInForeground([Deno.execPath(), "check", "--quiet", ...files]));
