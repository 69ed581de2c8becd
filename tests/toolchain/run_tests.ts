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

/** How long one test file may take before it is killed, in milliseconds. */
const FILE_TIMEOUT = 10 * 60_000;

/**
 * Runs what was ordered, prints a line a file and the whole output of those that failed, and
 * writes the tally of all.
 */
export async function runTests(order: TestOrder): Promise<void> {
  const denoDir = await denoDirectory();
  const queue = [...order.runs.entries()];
  const tallies: Tally[] = [];
  // Tests that use a pool wait most of the time, so there are more of them than cores.
  const workers = Array.from({ length: 2 * navigator.hardwareConcurrency }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, test] = next;
      tallies.push(await runFile(order, test, `${order.directory}/${index}`, denoDir));
    }
  });
  await Promise.all(workers);
  await Deno.writeTextFile(order.tally, JSON.stringify(sum(tallies)));
}

async function runFile(
  order: TestOrder,
  { file, deno }: TestRun,
  directory: string,
  denoDir: string,
): Promise<Tally> {
  for (const name of ["home", "tmp"]) await Deno.mkdir(`${directory}/${name}`, { recursive: true });
  const report = `${directory}/report.xml`;
  const program = order.denos[deno];
  if (program === undefined) throw new Error(`There is no ${deno} Deno to run ${file} with`);
  const start = performance.now();
  const signal = AbortSignal.timeout(FILE_TIMEOUT);
  const output = await new Deno.Command(program, {
    args: ["test", "-A", "--no-check", "--frozen", `--junit-path=${report}`, ...order.flags, file],
    env: { HOME: `${directory}/home`, TMPDIR: `${directory}/tmp`, DENO_DIR: denoDir },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).output();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const xml = await Deno.readTextFile(report).catch(() => undefined);
  const tally = tallyFile(
    xml,
    output.code,
    order.flags.some((flag) => flag.startsWith("--filter")),
  );
  const name = deno === "oldest" ? `${file} (oldest Deno)` : file;
  if (tally.failed > 0) {
    const decoder = new TextDecoder();
    console.log(`\n---- ${name}\n${decoder.decode(output.stdout)}${decoder.decode(output.stderr)}`);
    if (signal.aborted) console.log(`It was killed: not finished within ${seconds} s`);
  }
  console.log(`${tally.failed > 0 ? "FAILED" : "ok"} ${name}: ${lastLine(tally)} (${seconds} s)`);
  await Deno.remove(directory, { recursive: true }).catch(() => {
    // Something it started still writes there; the whole place is deleted at the end.
  });
  return tally;
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
