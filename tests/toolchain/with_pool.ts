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

import { type Containers, deleteContainers, prepareContainers } from "./containers.ts";
import { PersonalPool } from "./personal_pool.ts";
import { Interrupted, onStopSignal, runInForeground, say, step } from "./process.ts";

/** How often it is tried to delete the containers, and how long in between, in milliseconds. */
const [TRIES, PAUSE] = [20, 3000];

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
  if (containers !== undefined) await deleteAll(containers);
}
Deno.exit(code);

/** Deletes the containers, which podman may still be at; what is left of them is no fault of the program. */
async function deleteAll(containers: Containers): Promise<void> {
  for (let left = TRIES;; left--) {
    try {
      return await deleteContainers(containers, forContainers);
    } catch (error) {
      if (left > 1) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      else return say(`some of ${forContainers} is left: ${error}`);
    }
  }
}
