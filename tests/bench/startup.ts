/** How long the binary takes to say which version it is, and what running one component costs. */

import { Capture } from "../../lib/capture/mod.ts";
import { InputWriter } from "../../lib/store/inputs.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { readOutputs } from "../../lib/store/output_files.ts";
import { decode } from "../../lib/codec/codec.ts";
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
  const scratch = await Deno.makeTempDir();
  const capture = await Capture.of(func);
  const paths = new MapPaths(scratch, "");
  Object.defineProperty(paths, "inputs", { value: scratch });
  Object.defineProperty(paths, "outputs", { value: `${scratch}/htmap_outputs` });
  const writer = new InputWriter(paths, 1, capture.classes);
  await writer.add([21]);
  writer.finish();
  const { module, values } = await capture.finish();
  await Deno.writeTextFile(paths.function, module);
  await Deno.writeFile(paths.values, values);
  const costs: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const script = `TIMEFORMAT='%U %S'; time "$0" execute 0 0`;
    const { stderr } = await new Deno.Command("bash", {
      args: ["-c", script, binary],
      cwd: scratch,
    }).output();
    const [user = NaN, system = NaN] = new TextDecoder().decode(stderr).trim().split(/\s+/).slice(
      -2,
    ).map(Number);
    costs.push(1000 * (user + system));
  }
  const { records: [record] } = readOutputs(paths, 0, 0);
  if (record?.status !== "OK") throw new Error("the component failed");
  const value = decode(record.content);
  await Deno.remove(scratch, { recursive: true });
  return { cpu: median(costs), value };
}
