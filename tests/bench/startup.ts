/** How long the binary takes to say what is short to say, and what running one component costs. */

import { decode } from "../../lib/codec/codec.ts";
import { jobDirectory } from "../helpers/job_directory.ts";
import { median, output, printFigure, printReference, timed } from "./figures.ts";

const RUNS = 20;
/** How many maps completion chooses from. */
const MANY_MAPS = 1000;

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
  for (const option of ["--version", "--help"]) {
    const time = await times(binary, [option]);
    printFigure(`htmap ${option}, wall`, `${time.toFixed(0)} ms`, "under 60 ms", time < 60);
  }
  await completion(binary, times);

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

/** The tab key, where there are many maps. */
async function completion(
  binary: string,
  times: (program: string, args: string[]) => Promise<number>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "htmap-bench-" });
  const before = Deno.env.get("HTMAP_DIR");
  try {
    Deno.env.set("HTMAP_DIR", root);
    await Deno.mkdir(`${root}/tags`, { mode: 0o700 });
    for (let i = 0; i < MANY_MAPS; i++) {
      await Deno.writeTextFile(`${root}/tags/scan-${i}`, crypto.randomUUID(), { mode: 0o600 });
    }
    const line = "htmap results scan-99";
    const offered = await output(binary, ["complete", "bash", line, "scan-99"]);
    if (offered.trim().split("\n").length !== 1 + 11) throw new Error(`offered were ${offered}`);
    const time = await times(binary, ["complete", "bash", line, "scan-99"]);
    const what = `completing a tag, ${MANY_MAPS} maps, wall`;
    printFigure(what, `${time.toFixed(0)} ms`, "under 100 ms", time < 100);
  } finally {
    if (before === undefined) Deno.env.delete("HTMAP_DIR");
    else Deno.env.set("HTMAP_DIR", before);
    await Deno.remove(root, { recursive: true });
  }
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
