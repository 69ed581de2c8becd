/**
 * `deno task test`: prepares what the tests need, runs them all, and stops what it started.
 *
 * usage: deno task test [--condor=VERSION] [-- PART-OF-A-PATH… | --FLAG-OF-DENO-TEST…]
 *
 * With a VERSION of HTCondor, everything is run with that one, and nothing with others.
 *
 * @module
 */

import { arm64Environment } from "./arm64.ts";
import { compileBinary } from "./compile.ts";
import { type Condor, findCondor, otherCondors } from "./condor.ts";
import { CHECKOUT, oldestDeno, sources } from "./deno_programs.ts";
import { downloadedPackages } from "./packages.ts";
import { takeOption } from "./options.ts";
import { preparePlace } from "./place.ts";
import { say } from "./process.ts";
import { lastLine, NONE, succeeded, sum, type Tally } from "./results.ts";
import type { TestOrder } from "./run_tests.ts";
import { Interrupted, runInPlace, testEnvironment } from "./session.ts";
import { planOnPool, planTests, type TestPlan } from "./test_plan.ts";

/** Runs the tests that the arguments ask for. */
async function test(args: string[]): Promise<Tally> {
  const version = takeOption(args, "condor");
  const flags = args.filter((arg) => arg.startsWith("-") && arg !== "--");
  const only = args.filter((arg) => !arg.startsWith("-"));
  const paths = (await sources(CHECKOUT)).map((path) => path.slice(CHECKOUT.length + 1));

  const { needsPackages } = planTests(paths, { pool: true, oldest: true, only });
  const [condor, packages] = await Promise.all([
    findCondor(version),
    needsPackages ? downloadedPackages() : undefined,
  ]);
  const pool = condor.kind !== "none";
  const plan = planTests(paths, { pool, oldest: await oldestDeno() !== undefined, only });
  if (plan.needsBinary) await compileBinary();
  if (condor.kind === "none" && plan.leftOut.length > 0) {
    say(`left out: tests/pool (files: ${plan.leftOut.length}), because ${condor.reason}`);
  }
  // They are got ready beside the tests, which do not need them before the end.
  const others = plan.needsPool && version === undefined
    ? otherCondors(condor)
    : Promise.resolve([]);
  others.catch(() => {}); // what fails is told when they are waited for
  const tallies = [await runPlan(condor, packages, plan, flags)];
  for (const other of await others) {
    say(`the pool tests once more, with HTCondor ${other.version}`);
    tallies.push(await runPlan(other, packages, planOnPool(plan, other.version), flags));
  }
  return sum(tallies);
}

/** Runs a plan where an HTCondor is and reads the tally it leaves. */
async function runPlan(
  condor: Condor,
  packages: string | undefined,
  plan: TestPlan,
  flags: readonly string[],
): Promise<Tally> {
  await using place = await preparePlace(condor, packages);
  const { inside, outside } = place.outbox;
  const order: TestOrder = {
    runs: plan.runs,
    denos: { current: place.deno, oldest: place.oldestDeno },
    flags,
    directory: `${inside}/tests`,
    tally: `${inside}/tally.json`,
  };
  await Deno.writeTextFile(`${outside}/order.json`, JSON.stringify(order));
  const env = testEnvironment(place, { binary: plan.needsBinary, pool: plan.needsPool });
  Object.assign(env, await arm64Environment(place, plan));
  const script = `${place.checkout}/tests/toolchain/run_tests.ts`;
  const argv = [place.deno, "run", "-A", "--no-lock", script, `${inside}/order.json`];
  const code = await runInPlace(place, argv, { env, pool: plan.needsPool });
  if (code !== 0) throw new Error(`The tests were not run to their end (code ${code})`);
  // run_tests.ts wrote it, from the very type.
  return JSON.parse(await Deno.readTextFile(`${outside}/tally.json`)) as Tally;
}

let tally: Tally = { ...NONE, failed: 1 };
let code = 1;
try {
  tally = await test([...Deno.args]);
  code = succeeded(tally) ? 0 : 1;
} catch (error) {
  if (error instanceof Interrupted) code = 130;
  say(error instanceof Error ? error.message : String(error));
}
console.log(lastLine(tally));
Deno.exit(code);
