/** How long `htmap status` takes for many maps that are over, of which nothing is new. */

import { reserveSubmission, writeDescription } from "../../lib/map/map_files.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";
import { eventsOfJob } from "./event_log.ts";
import { jobDirectory } from "../helpers/job_directory.ts";
import { median, output, printFigure, printReference, seconds, timed } from "./figures.ts";

const MAPS = 100;
const COMPONENTS = 1000;
/** What has changed less long ago, in milliseconds, htmap does not rely on. */
const SETTLED = 2500;

export async function run(): Promise<void> {
  const binary = Deno.env.get("HTMAP_TEST_BINARY");
  if (!binary) {
    throw new Error("HTMAP_TEST_BINARY names no binary: run this with `deno task bench`");
  }
  const root = await Deno.makeTempDir({ prefix: "htmap-bench-" });
  try {
    await makeMaps(binary, root);
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    const env = { PATH: "/nowhere", HOME: root, HTMAP_DIR: `${root}/htmap` };
    const status = (): Promise<string> => output(binary, ["status"], { env, clearEnv: true });
    const what = `htmap status, ${MAPS} maps of ${COMPONENTS} components`;
    printReference(`${what}, for the first time`, seconds(await timed(status)));
    const again: number[] = [];
    for (let i = 0; i < 9; i++) again.push(await timed(status));
    const shown = (await status()).split("\n").filter((line) => /\s1000\s/.test(line));
    if (shown.length !== MAPS) throw new Error(`${shown.length} maps are shown as over`);
    const figure = median(again);
    printFigure(`${what}, nothing new`, `${figure.toFixed(0)} ms`, "under 300 ms", figure < 300);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Makes maps as they are once HTCondor has run them; their files are the same ones, for all of them. */
async function makeMaps(binary: string, root: string): Promise<void> {
  await using job = await jobDirectory((x: number) => 2 * x, [[21]]);
  await output(binary, ["execute", "0", "0"], { cwd: job.path });
  const directory = new HTMapDirectory(`${root}/htmap`);
  await directory.check();
  const first = directory.map(crypto.randomUUID());
  for (const path of [directory.tags, first.outputs, first.logs, first.inputs, first.submissions]) {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  }
  const [outputs] = [...Deno.readDirSync(`${job.path}/htmap_outputs`)];
  for (let component = 0; component < COMPONENTS; component++) {
    const from = `${job.path}/htmap_outputs/${outputs?.name}`;
    await Deno.copyFile(from, first.output(component, 0));
    for (const name of ["stdout", "stderr"]) {
      await Deno.writeTextFile(`${first.logs}/${component}.${name}`, "");
    }
  }
  const all = Array.from({ length: COMPONENTS }, (_, proc) => proc);
  await Deno.writeTextFile(first.events, all.map(eventsOfJob).join(""));
  await Deno.writeTextFile(first.chunkAdvised, "");
  await reserveSubmission(first, all);
  await writeDescription(first, {
    layout: { components: COMPONENTS, chunk: 1 },
    inputStarts: [0],
    backend: "htcondor",
    functionName: "double",
    version: "0.2.0",
    created: new Date().toISOString(),
  });
  for (let i = 0; i < MAPS; i++) {
    const { uuid, root: copy } = i === 0 ? first : directory.map(crypto.randomUUID());
    if (i > 0) await output("cp", ["-al", first.root, copy]);
    await Deno.writeTextFile(directory.tag(`map-${i}`), `${uuid}\n`, { mode: 0o600 });
  }
}
