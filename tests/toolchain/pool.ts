/**
 * `deno task pool`: a shell, or one program, that has a real HTCondor pool of its own.
 *
 * usage: deno task pool [--condor=VERSION] [--keep=DIRECTORY] [-- PROGRAM ARGUMENT…]
 *
 * VERSION is that of HTCondor where it is not installed here: 23 or 25.
 *
 * What the program writes in the directory `$HTMAP_TEST_OUTBOX` is copied to DIRECTORY, which is
 * how a log of the pool becomes a fixture of a test.
 *
 * @module
 */

import { findCondor } from "./condor.ts";
import { takeOption } from "./options.ts";
import { preparePlace } from "./place.ts";
import { run } from "./process.ts";
import { runInPlace } from "./session.ts";

const args = [...Deno.args];
const keep = takeOption(args, "keep");
const version = takeOption(args, "condor");
if (args[0] === "--") args.shift();

const condor = await findCondor(version);
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
