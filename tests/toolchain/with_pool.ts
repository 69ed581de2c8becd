/**
 * Starts a personal pool, runs a program that uses it, and stops the pool however that ends.
 *
 * usage: deno run -A with_pool.ts DIRECTORY PROGRAM ARGUMENT…
 *
 * @module
 */

import { PersonalPool } from "./personal_pool.ts";
import { Interrupted, onStopSignal, runInForeground, step } from "./process.ts";

const [directory, ...argv] = Deno.args;
if (directory === undefined || argv.length === 0) {
  console.error("usage: with_pool.ts DIRECTORY PROGRAM ARGUMENT…");
  Deno.exit(2);
}
// From the first on, so that a signal while the pool starts stops what of it has started.
const stop = new AbortController();
using _listeners = onStopSignal((signal) => stop.abort(new Interrupted(signal)));
const pool = await step(
  "starting an HTCondor pool",
  () => PersonalPool.start(directory, { signal: stop.signal }),
);
let code = 1;
try {
  code = await runInForeground(argv, { env: { CONDOR_CONFIG: pool.config } });
} finally {
  await pool.stop();
}
Deno.exit(code);
