/**
 * `deno task bench`: builds the binary, starts a pool where there can be one, and runs the
 * benchmarks of `tests/bench/main.ts` there, as the tests are run.
 *
 * usage: deno task bench [--condor=VERSION] [BENCH…]
 *
 * @module
 */

import { type Condor, findCondor, otherCondors } from "./condor.ts";
import { compileBinary } from "./compile.ts";
import { takeOption } from "./options.ts";
import { preparePlace } from "./place.ts";
import { say } from "./process.ts";
import { runInPlace, testEnvironment } from "./session.ts";

/** The bench that is run with every HTCondor there is: what it measures is HTCondor's doing. */
const ON_EACH = "delivery";

const args = [...Deno.args];
const version = takeOption(args, "condor");
const condor = await findCondor(version);
if (condor.kind === "none") say(`no figures of a pool, because ${condor.reason}`);
await compileBinary();
let code = await bench(condor, args);
const named = args.filter((arg) => arg !== "--");
if (version === undefined && (named.length === 0 || named.includes(ON_EACH))) {
  for (const other of await otherCondors(condor)) code = await bench(other, [ON_EACH]) || code;
}
Deno.exit(code);

/** Runs benches in the place that goes with an HTCondor. */
async function bench(condor: Condor, names: readonly string[]): Promise<number> {
  const pool = condor.kind !== "none";
  await using place = await preparePlace(condor);
  const argv = [place.deno, "run", "-A", "--frozen", `${place.checkout}/tests/bench/main.ts`];
  const env = testEnvironment(place, { binary: true, pool });
  return await runInPlace(place, [...argv, ...names], { env, pool });
}
