/**
 * Runs test files, some at a time, each in a process of its own with a home and a temporary
 * directory of its own: tests set variables, which all threads of a process share.
 *
 * usage: deno run -A run_tests.ts ORDER.json
 *
 * @module
 */

import { run } from "./process.ts";
import { lastLine, sum, type Tally, tallyFile } from "./results.ts";
import type { TestRun } from "./test_plan.ts";

/** What to run; {@linkcode runTests} is given it as a file. */
export interface TestOrder {
  readonly runs: readonly TestRun[];
  /** The programs of the two Denos. */
  readonly denos: { readonly current: string; readonly oldest?: string };
  /** More arguments of `deno test`. */
  readonly flags: readonly string[];
  /** An empty directory for the reports and for what the tests write. */
  readonly directory: string;
  /** The file that the tally is written to, as JSON. */
  readonly tally: string;
}

/**
 * How long a test file may print nothing before it is killed, in milliseconds: longer than a test waits for
 * some things, one after the other. How long it takes in all is no sign: on a busy machine the longest take an
 * hour, a test after the other.
 */
const SILENCE = 25 * 60_000;
/** How often it is looked at, in milliseconds. */
const LOOK = 10_000;

/**
 * Runs what was ordered, prints a line a file and the whole output of those that failed, and
 * writes the tally of all.
 */
export async function runTests(order: TestOrder): Promise<void> {
  const denoDir = await denoDirectory();
  const queue = [...order.runs.entries()];
  const tallies: Tally[] = [];
  const failed: string[] = [];
  // Tests that use a pool wait most of the time, so there are more of them than cores.
  const workers = Array.from({ length: 2 * navigator.hardwareConcurrency }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, test] = next;
      const tally = await runFile(order, test, `${order.directory}/${index}`, denoDir);
      tallies.push(tally);
      if (tally.failed > 0) failed.push(nameOf(test));
    }
  });
  await Promise.all(workers);
  if (failed.length > 0) console.log(`\nFailed, see above: ${failed.join(", ")}`);
  await Deno.writeTextFile(order.tally, JSON.stringify(sum(tallies)));
}

async function runFile(
  order: TestOrder,
  test: TestRun,
  directory: string,
  denoDir: string,
): Promise<Tally> {
  for (const name of ["home", "tmp"]) await Deno.mkdir(`${directory}/${name}`, { recursive: true });
  const report = `${directory}/report.xml`;
  const program = order.denos[test.deno];
  if (program === undefined) {
    throw new Error(`There is no ${test.deno} Deno to run ${test.file} with`);
  }
  const start = performance.now();
  const output = `${directory}/output`;
  await Deno.writeTextFile(output, ""); // it is looked at, however late the shell comes to it
  const flags = ["-A", "--no-check", "--frozen", `--junit-path=${report}`, ...order.flags];
  // To a file and not a pipe: a process that a test leaves behind would hold a pipe open.
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      'exec "$@" >"$0" 2>&1',
      output,
      program,
      "test",
      ...flags,
      test.file,
    ],
    env: { HOME: `${directory}/home`, TMPDIR: `${directory}/tmp`, DENO_DIR: denoDir },
    stdin: "null",
  }).spawn();
  let isStuck = false;
  let heard = { bytes: 0, at: start };
  const watch = setInterval(() => {
    const bytes = Deno.statSync(output).size;
    if (bytes !== heard.bytes) heard = { bytes, at: performance.now() };
    if (performance.now() - heard.at < SILENCE) return;
    isStuck = true;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already; its status is on the way.
    }
  }, LOOK);
  const { code } = await child.status;
  clearInterval(watch);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const xml = await Deno.readTextFile(report).catch(() => undefined);
  const tally = tallyFile(xml, code, order.flags.some((flag) => flag.startsWith("--filter")));
  const name = nameOf(test);
  if (tally.failed > 0) {
    console.log(`\n---- ${name}\n${await Deno.readTextFile(output)}`);
    if (isStuck) console.log(`It was killed, since it had printed nothing for ${SILENCE / 1000} s`);
  }
  console.log(`${tally.failed > 0 ? "FAILED" : "ok"} ${name}: ${lastLine(tally)} (${seconds} s)`);
  await Deno.remove(directory, { recursive: true }).catch(() => {
    // Something it started still writes there; the whole place is deleted at the end.
  });
  return tally;
}

/** A run of a test file, for people. */
function nameOf({ file, deno, condor }: TestRun): string {
  if (condor !== undefined) return `${file} (HTCondor ${condor})`;
  return deno === "oldest" ? `${file} (oldest Deno)` : file;
}

/** The directory of Deno's caches, which stays the same though each test has its own home. */
async function denoDirectory(): Promise<string> {
  const info: unknown = JSON.parse(await run([Deno.execPath(), "info", "--json"]));
  if (info !== null && typeof info === "object" && "denoDir" in info) return String(info.denoDir);
  throw new Error("deno info does not say where its caches are");
}

if (import.meta.main) {
  const [path] = Deno.args;
  if (path === undefined) throw new Error("usage: run_tests.ts ORDER.json");
  // The file is written by test_all.ts from the very type.
  await runTests(JSON.parse(await Deno.readTextFile(path)) as TestOrder);
}
