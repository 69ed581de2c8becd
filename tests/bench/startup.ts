/** How long the binary takes to say which version it is, and what running one component costs. */

import { decode } from "../../lib/codec/codec.ts";
import { jobDirectory } from "../helpers/job_directory.ts";
import { median, output, printFigure, printReference, timed } from "./figures.ts";

const RUNS = 20;

export async function run(): Promise<void> {
  const binary = Deno.env.get("HTMAP_TEST_BINARY");
  if (!binary) {
    throw new Error("HTMAP_TEST_BINARY names no binary: run this with `deno task bench`");
  }
  const times = async (program: string, args: string[]): Promise<number> => {
    const all: number[] = [];
    for (let i = 0; i < RUNS; i++) all.push(await timed(() => output(program, args)));
    return median(all);
  };
  printReference("/bin/true, wall", `${(await times("/bin/true", [])).toFixed(0)} ms`);
  const version = await times(binary, ["--version"]);
  printFigure("htmap --version, wall", `${version.toFixed(0)} ms`, "under 60 ms", version < 60);

  const double = await executeCost(binary, (x: number) => 2 * x);
  printFigure(
    "executing x => 2 * x, CPU",
    `${double.cpu.toFixed(0)} ms`,
    "under 100 ms",
    double.cpu < 100,
  );
  const { value } = await executeCost(binary, () => Deno.readTextFileSync("/proc/self/status"));
  const memory = Number(/VmHWM:\s*(\d+) kB/.exec(String(value))?.[1]) / 1024;
  printFigure(
    "executing one component, peak memory",
    `${memory.toFixed(0)} MB`,
    "under 90 MB",
    memory < 90,
  );
}

/** Runs a job of one component as an execute node would. */
async function executeCost(
  binary: string,
  func: (x: number) => unknown,
): Promise<{ cpu: number; value: unknown }> {
  await using job = await jobDirectory(func, [[21]]);
  const costs: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const script = `TIMEFORMAT='%U %S'; time "$0" execute 0 0`;
    const { stderr } = await new Deno.Command("bash", {
      args: ["-c", script, binary],
      cwd: job.path,
    }).output();
    const [user = NaN, system = NaN] = new TextDecoder().decode(stderr).trim().split(/\s+/).slice(
      -2,
    ).map(Number);
    costs.push(1000 * (user + system));
  }
  const [record] = job.outputs();
  if (record?.status !== "OK") throw new Error("the component failed");
  return { cpu: median(costs), value: decode(record.content) };
}
