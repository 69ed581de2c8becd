/**
 * The entry of the binary, which is the command line, and the program of the jobs.
 *
 * @module
 */

import { type InternalCommand, main } from "./lib/cli/main.ts";
import { INTERNAL_COMMAND } from "./lib/wire/names.ts";

/** What HTCondor and htmap itself call. */
const INTERNAL: Readonly<
  Record<typeof INTERNAL_COMMAND[keyof typeof INTERNAL_COMMAND], InternalCommand>
> = {
  [INTERNAL_COMMAND.EXECUTE]: async (args) =>
    await (await import("./executor/execute.ts")).executeMain(args),
  [INTERNAL_COMMAND.LOCAL_SCHEDULER]: async ([mapDirectory = ""]) => {
    await (await import("./lib/backend/local/scheduler.ts")).runScheduler(mapDirectory);
    Deno.exit(0);
  },
};

// No `await`: a component whose promise never settles must let the process come to its end, where the
// job's guard reports it.
main(Deno.args, INTERNAL).then((code) => {
  if (code !== undefined) Deno.exit(code);
});
