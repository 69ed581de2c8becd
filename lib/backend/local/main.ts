/**
 * The entry of the local scheduler's process where Deno runs it; the binary has a subcommand for it.
 *
 * @module
 */

import { runScheduler } from "./scheduler.ts";

const [mapDirectory] = Deno.args;
if (mapDirectory === undefined) throw new Error("The map's directory is missing");
await runScheduler(mapDirectory);
