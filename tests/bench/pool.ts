/** What htmap adds to a bare `condor_submit`, on a real pool. */

import { runTool } from "../../lib/backend/condor_tool.ts";
import * as htmap from "../../mod.ts";
import { median, output, printFigure, printReference, seconds, timed } from "./figures.ts";

const MANY = 10_000;
const SOME = 200;

export async function run(): Promise<void> {
  const root = await Deno.makeTempDir();
  htmap.settings.prepend({
    HTMAP_DIR: `${root}/htmap`,
    DELIVERY_METHOD: "shared",
    BACKEND: "htcondor",
  });
  // The executor's bundle is made once, with the first map.
  await (await htmap.map((x: number) => x, [1], { quiet: true, mapOptions: { hold: true } }))
    .remove();
  await making(root);
  await latency();
  await endToEnd(root);
  await Deno.remove(root, { recursive: true });
}

/** Making a map of many small components, and the memory that takes. */
async function making(root: string): Promise<void> {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let i = 0; i < 3; i++) {
    bare.push(await timed(() => bareSubmit(root, MANY, "hold = true")));
    await emptyQueue();
    let map: htmap.HTMap<[number], number> | undefined;
    ours.push(
      await timed(async () => {
        map = await htmap.map((x: number) => 2 * x, htmap.range(MANY), {
          quiet: true,
          mapOptions: { hold: true },
        });
      }),
    );
    await map?.remove();
    await emptyQueue();
  }
  const [theirs, mine] = [median(bare), median(ours)];
  printReference(`bare condor_submit of ${MANY} jobs`, seconds(theirs));
  const ratio = mine / theirs;
  printFigure(
    `making a map of ${MANY} components (${seconds(mine)})`,
    `${ratio.toFixed(2)} x`,
    "under 1.5 x",
    ratio < 1.5,
  );

  await makingMany(root, mine / MANY);

  const [few, many] = [await makingMemory(root, MANY), await makingMemory(root, 10 * MANY)];
  printReference(
    `peak memory while the inputs of ${MANY} components, 1 KB each, are written`,
    `${few.toFixed(0)} MB`,
  );
  const growth = many / few;
  printFigure(
    `the same for ${10 * MANY} components`,
    `${growth.toFixed(2)} x`,
    "under 1.5 x",
    growth < 1.5,
  );
}

/** A map of ten times as many components, made by a process of its own: its memory, and its time a component. */
async function makingMany(root: string, each: number): Promise<void> {
  const script = `
    import * as htmap from ${JSON.stringify(import.meta.resolve("../../mod.ts"))};
    const start = performance.now();
    const map = await htmap.map((x) => 2 * x, htmap.range(${10 * MANY}), {
      quiet: true,
      mapOptions: { hold: true },
    });
    const time = performance.now() - start;
    const [, peak] = /VmHWM:\\s*(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"));
    console.log(JSON.stringify({ time, megabytes: peak / 1024 }));
    await map.remove();
  `;
  const file = `${root}/many.ts`;
  await Deno.writeTextFile(file, script);
  const printed = await output(Deno.execPath(), ["run", "-A", "--no-check", file], {
    env: { HTMAP_DIR: `${root}/many`, HTMAP_DELIVERY: "shared", HTMAP_BACKEND: "htcondor" },
  });
  const { time, megabytes } = JSON.parse(printed);
  await emptyQueue();
  printFigure(
    `making a map of ${10 * MANY} components (${seconds(time)}), peak memory`,
    `${megabytes.toFixed(0)} MB`,
    "under 400 MB",
    megabytes < 400,
  );
  const ratio = time / (10 * MANY) / each;
  const goal = "no slower a component (1.1 x)";
  printFigure("the time of that a component", `${ratio.toFixed(2)} x`, goal, ratio < 1.1);
}

/** The peak memory of a process that makes a map, without HTCondor, in MB. */
async function makingMemory(root: string, components: number): Promise<number> {
  const script = `
    import * as htmap from ${JSON.stringify(import.meta.resolve("../../mod.ts"))};
    import { InputWriter } from ${JSON.stringify(import.meta.resolve("../../lib/store/inputs.ts"))};
    import { MapPaths } from ${JSON.stringify(import.meta.resolve("../../lib/store/map_paths.ts"))};
    const paths = new MapPaths(Deno.args[0], "");
    await Deno.mkdir(paths.inputs, { recursive: true });
    const writer = new InputWriter(paths, 1, { idOf: () => undefined, classOf: () => undefined });
    for (const x of htmap.range(${components})) await writer.add(["x".repeat(1000) + x]);
    console.log(/VmHWM:\\s*(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1]);
  `;
  const file = `${root}/memory.ts`;
  await Deno.writeTextFile(file, script);
  const printed = await output(Deno.execPath(), [
    "run",
    "-A",
    "--no-check",
    file,
    `${root}/memory_${components}`,
  ]);
  await Deno.remove(`${root}/memory_${components}`, { recursive: true });
  return Number(printed) / 1024;
}

/** From the arrival of an output to when `get` gives it. */
async function latency(): Promise<void> {
  const delays: number[] = [];
  const map = await htmap.map(
    (ms: number) => new Promise((r) => setTimeout(r, ms)),
    htmap.range(0, 2000, 200),
    {
      quiet: true,
    },
  );
  await Promise.all(map.components.map(async (component) => {
    await map.get(component);
    const seen = Date.now();
    const { mtime } = await Deno.stat(map.paths.output(component, 0));
    delays.push(seen - (mtime?.getTime() ?? 0));
  }));
  await map.remove();
  const worst = Math.max(...delays);
  printReference(
    "median time from an output's arrival to its being seen by get()",
    `${median(delays)} ms`,
  );
  printFigure(
    "longest time from an output's arrival to its being seen",
    `${worst} ms`,
    "under 100 ms",
    worst < 100,
  );
}

/** Trivial components from map() to the last output, beside as many bare jobs. */
async function endToEnd(root: string): Promise<void> {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let i = 0; i < 3; i++) {
    bare.push(
      await timed(async () => {
        await bareSubmit(root, SOME, "");
        await output("condor_wait", [`${root}/bare.log`]);
      }),
    );
    let map: htmap.HTMap<[number], number> | undefined;
    ours.push(
      await timed(async () => {
        map = await htmap.map((x: number) => 2 * x, htmap.range(SOME), { quiet: true });
        await map.toArray();
      }),
    );
    await map?.remove();
  }
  const [theirs, mine] = [median(bare), median(ours)];
  printReference(`bare submit of ${SOME} x /bin/true, to the end`, seconds(theirs));
  const ratio = mine / theirs;
  printFigure(
    `${SOME} trivial components, to the last output (${seconds(mine)})`,
    `${ratio.toFixed(2)} x`,
    "under 1.2 x",
    ratio < 1.2,
  );
}

/** A schedd that is still removing jobs would slow down the next measurement. */
async function emptyQueue(): Promise<void> {
  await runTool("condor_rm", ["-all"], "failed").catch(() => {}); // it fails where there is no job
  while ((await output("condor_q", ["-af", "ClusterId"])).trim() !== "") await pause(200);
  await pause(3000); // it still writes down what became of them
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function bareSubmit(root: string, jobs: number, extra: string): Promise<void> {
  const log = `${root}/bare.log`;
  await Deno.remove(log).catch(() => {}); // there is none the first time
  const file = `${root}/bare.submit`;
  await Deno.writeTextFile(
    file,
    [
      "executable = /bin/true",
      "transfer_executable = False",
      "arguments = $(Process)",
      `log = ${log}`,
      "should_transfer_files = YES",
      "when_to_transfer_output = ON_EXIT",
      `output = ${root}/bare.$(Process).out`,
      `error = ${root}/bare.$(Process).err`,
      extra,
      `queue ${jobs}`,
      "",
    ].join("\n"),
  );
  await runTool("condor_submit", ["-terse", file], "failed");
}
