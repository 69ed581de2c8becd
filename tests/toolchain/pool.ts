/**
 * `deno task pool`: a shell, or one program, that has a real HTCondor pool of its own.
 *
 * usage: deno task pool [--keep=DIRECTORY] [-- PROGRAM ARGUMENT…]
 *
 * What the program writes in the directory `$HTMAP_TEST_OUTBOX` is copied to DIRECTORY, which is
 * how a log of the pool becomes a fixture of a test.
 *
 * @module
 */

import { findCondor } from "./condor.ts";
import { preparePlace } from "./place.ts";
import { run } from "./process.ts";
import { runInPlace } from "./session.ts";

const args = [...Deno.args];
const keep = args[0]?.startsWith("--keep=") ? args.shift()?.slice("--keep=".length) : undefined;
if (args[0] === "--") args.shift();

const condor = await findCondor();
if (condor.kind === "none") {
  console.error(`There can be no pool here: ${condor.reason}`);
  Deno.exit(1);
}
let code = 1;
{
  await using place = await preparePlace(condor);
  const env = { HTMAP_TEST_OUTBOX: place.outbox.inside };
  code = await runInPlace(place, args.length > 0 ? args : ["bash"], { env, pool: true });
  if (keep !== undefined) await run(["cp", "-rT", place.outbox.outside, keep]);
}
Deno.exit(code);
