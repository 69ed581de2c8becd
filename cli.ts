/**
 * The entry of the binary, which is the command line, and the program of the jobs.
 *
 * @module
 */

import { type InternalCommand, main } from "./lib/cli/main.ts";

/** What HTCondor and htmap itself call. */
const INTERNAL: Readonly<Record<string, InternalCommand>> = {
  "execute": async (args) => await (await import("./executor/execute.ts")).executeMain(args),
  "local-scheduler": async ([mapDirectory = ""]) => {
    await (await import("./lib/backend/local/scheduler.ts")).runScheduler(mapDirectory);
    Deno.exit(0);
  },
};

// No `await`: a component whose promise never settles must let the process come to its end, where the
// job's guard reports it.
main(Deno.args, INTERNAL).then((code) => {
  if (code !== undefined) Deno.exit(code);
});
