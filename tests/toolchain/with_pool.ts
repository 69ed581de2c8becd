/**
 * Starts a personal pool, runs a program that uses it, and stops the pool however that ends.
 *
 * Where the pool runs containers, the program finds in `HTMAP_TEST_CONTAINERS` the variables that podman
 * needs to see the images of the pool, as JSON.
 *
 * usage: deno run -A with_pool.ts DIRECTORY PROGRAM ARGUMENT…
 *
 * @module
 */

import { deleteContainers, prepareContainers } from "./containers.ts";
import { PersonalPool } from "./personal_pool.ts";
import { Interrupted, onStopSignal, runInForeground, say, step } from "./process.ts";

const [directory, ...argv] = Deno.args;
if (directory === undefined || argv.length === 0) {
  console.error("usage: with_pool.ts DIRECTORY PROGRAM ARGUMENT…");
  Deno.exit(2);
}
// From the first on, so that a signal while the pool starts stops what of it has started.
const stop = new AbortController();
using _listeners = onStopSignal((signal) => stop.abort(new Interrupted(signal)));
const forContainers = `${directory}-containers`;
const prepared = await prepareContainers(forContainers);
const containers = typeof prepared === "string" ? undefined : prepared;
if (typeof prepared === "string") say(`no containers in the pool, because ${prepared}`);
let code = 1;
try {
  const pool = await step(
    "starting an HTCondor pool",
    () => PersonalPool.start(directory, { signal: stop.signal, containers }),
  );
  const env: Record<string, string> = { CONDOR_CONFIG: pool.config };
  if (containers !== undefined) env.HTMAP_TEST_CONTAINERS = JSON.stringify(containers.env);
  try {
    code = await runInForeground(argv, { env });
  } finally {
    await pool.stop();
  }
} finally {
  if (containers !== undefined) await deleteContainers(containers, forContainers);
}
Deno.exit(code);
