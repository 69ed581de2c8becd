/** How long `htmap results` takes for 10,000 small outputs, and how much memory for 100,000. */

import { growMap } from "../helpers/grown_map.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { median, output, printFigure, printReference, seconds, timed } from "./figures.ts";

const FEW = 10_000;
const MANY = 100_000;
/** How much each of the many gave: all of them would be 200 MB. */
const SIZE = 2000;
const RUNS = 5;

export async function run(): Promise<void> {
  const binary = Deno.env.get("HTMAP_TEST_BINARY");
  if (!binary) {
    throw new Error("HTMAP_TEST_BINARY names no binary: run this with `deno task bench`");
  }
  const root = await Deno.makeTempDir();
  const env = { HOME: root, HTMAP_DIR: `${root}/htmap`, HTMAP_BACKEND: "local", NO_COLOR: "1" };
  const htmap = async (...args: string[]): Promise<string> =>
    await output(binary, args, { env, cwd: root });
  await Deno.writeTextFile(`${root}/double.ts`, "export default (x: number) => 2 * x;");
  const grown = async (tag: string, components: number, size = 0): Promise<MapPaths> => {
    await htmap("map", "double.ts", "-r", "2", "-o", "chunk=1", "--tag", tag, "--wait");
    const paths = new MapPaths((await htmap("path", tag)).trim(), "");
    await growMap(paths.root, {
      components,
      input: (i) => i,
      output: (i) => ({ i, square: i * i, text: "x".repeat(size) }),
    });
    await htmap("status", tag); // what was worked out from the log is kept
    return paths;
  };
  const paths = await grown("few", FEW);
  const reading = await medianOf(() => readAll(paths));
  printReference(
    `only reading the ${FEW} files, one after the other`,
    seconds(reading),
  );
  const plain = await medianOf(() => htmap("results", "few"));
  printFigure(`htmap results of ${FEW}, wall`, seconds(plain), "under 1.5 s", plain < 1500);
  for (const args of [["--with-inputs"], ["--as-available"], ["--format", "csv"]]) {
    const time = await medianOf(() => htmap("results", "few", ...args));
    printFigure(
      `the same with ${args.join(" ")}`,
      seconds(time),
      "under 1.5 s",
      time < 1500,
    );
  }
  const inputs = await medianOf(() => htmap("inputs", "few"));
  printFigure(`htmap inputs of ${FEW}, wall`, seconds(inputs), "under 1.5 s", inputs < 1500);

  await grown("many", MANY, SIZE);
  const peak = async (...args: string[]): Promise<number> =>
    await peakMemory(binary, args, env, root);
  const one = await peak("results", "many", "0");
  printReference(
    `htmap results of one of ${MANY} of 2 KB each, peak memory`,
    `${one.toFixed(0)} MB`,
  );
  for (const args of [[], ["--with-inputs"], ["--as-available"]]) {
    const all = await peak("results", "many", ...args);
    printFigure(
      `htmap results of ${MANY} ${args.join(" ")}, peak memory`,
      `${all.toFixed(0)} MB`,
      "100 MB more than one",
      all < one + 100,
    );
  }
  await Deno.remove(root, { recursive: true });
}

async function medianOf(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) times.push(await timed(run));
  return median(times);
}

// deno-lint-ignore require-await -- it is timed as what is
async function readAll(paths: MapPaths): Promise<void> {
  for (let component = 0; component < FEW; component++) {
    Deno.readFileSync(paths.output(component, 0));
  }
}

/** The most memory that a run of htmap had, in MB. */
async function peakMemory(
  binary: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Promise<number> {
  const child = new Deno.Command(binary, {
    args: [...args],
    env,
    cwd,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let most = 0;
  // The kernel keeps the highest, so that what counts is only to look once more before the end.
  for (;;) {
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
    const peak = /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
    if (peak === undefined) break;
    most = Math.max(most, Number(peak));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const { success } = await child.status;
  if (!success) throw new Error(`htmap ${args.join(" ")} failed`);
  return most / 1024;
}
