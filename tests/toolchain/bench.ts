/**
 * `deno task bench`: builds the binary, starts a pool where there can be one, and runs the
 * benchmarks of `tests/bench/main.ts` there, as the tests are run.
 *
 * usage: deno task bench [--condor=VERSION] [BENCH…]
 *
 * @module
 */

import { findCondor } from "./condor.ts";
import { compileBinary } from "./compile.ts";
import { takeOption } from "./options.ts";
import { preparePlace } from "./place.ts";
import { say } from "./process.ts";
import { runInPlace, testEnvironment } from "./session.ts";

const args = [...Deno.args];
const condor = await findCondor(takeOption(args, "condor"));
const pool = condor.kind !== "none";
if (condor.kind === "none") say(`no figures of a pool, because ${condor.reason}`);
await compileBinary();
let code = 1;
{
  await using place = await preparePlace(condor);
  const argv = [place.deno, "run", "-A", "--frozen", `${place.checkout}/tests/bench/main.ts`];
  const env = testEnvironment(place, { binary: true, pool });
  code = await runInPlace(place, [...argv, ...args], { env, pool });
}
Deno.exit(code);
