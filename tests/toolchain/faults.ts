/**
 * `deno task faults`: builds the binary, and tries the faults of `tests/faults/main.ts` where the
 * tests are run.
 *
 * usage: deno task faults [--condor=VERSION] [-- WORD…] [--seed=SEED]
 *
 * @module
 */

import { findCondor } from "./condor.ts";
import { compileBinary } from "./compile.ts";
import { takeOption } from "./options.ts";
import { preparePlace } from "./place.ts";
import { say } from "./process.ts";
import { Interrupted, runInPlace, testEnvironment } from "./session.ts";

const args = [...Deno.args];
const condor = await findCondor(takeOption(args, "condor"));
if (condor.kind === "none") say(`no pool, because ${condor.reason}`);
await compileBinary();
let code = 1;
{
  await using place = await preparePlace(condor);
  const script = `${place.checkout}/tests/faults/main.ts`;
  // The pool is the experiments' own: they kill its daemons.
  const argv = [place.deno, "run", "-A", "--frozen", script, place.poolDirectory ?? ""];
  const env = testEnvironment(place, { binary: true, pool: false });
  try {
    code = await runInPlace(place, [...argv, ...args], { env });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    code = 130;
  }
}
Deno.exit(code);
