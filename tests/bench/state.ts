/** How long it takes to work out the state of a map of 10,000 components from its event log. */

import { reserveSubmission } from "../../lib/map/map_files.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { MapState } from "../../lib/map/state.ts";
import { eventsOfJob } from "./event_log.ts";
import { median, printFigure, printReference, timed } from "./figures.ts";

const COMPONENTS = 10_000;

export async function run(): Promise<void> {
  const root = await Deno.makeTempDir();
  const paths = new MapPaths(root, "");
  await Deno.mkdir(paths.outputs);
  for (let job = 0; job < COMPONENTS; job++) Deno.writeTextFileSync(paths.output(job, 0), "x");
  const log = Array.from({ length: COMPONENTS }, (_, proc) => eventsOfJob(proc)).join("");
  await Deno.writeTextFile(paths.events, log);
  await Deno.mkdir(paths.submissions);
  await reserveSubmission(paths, Array.from({ length: COMPONENTS }, (_, job) => job));

  const layout = { components: COMPONENTS, chunk: 1 };
  const firsts: number[] = [];
  const again: number[] = [];
  for (let i = 0; i < 7; i++) {
    const state = new MapState({ paths, layout, tag: "bench" });
    firsts.push(await timed(() => state.refresh().then(() => state.counts())));
    if (state.counts().get("COMPLETED") !== COMPONENTS) throw new Error("the state is wrong");
    for (let j = 0; j < 50; j++) again.push(await timed(() => state.refresh()));
    await Deno.remove(paths.state);
  }
  const reading = median(
    await Promise.all(firsts.map(() => timed(() => Deno.readFile(paths.events)))),
  );
  printReference(
    `only reading the ${(log.length / 1e6).toFixed(0)} MB of the event log`,
    `${reading.toFixed(1)} ms`,
  );
  const first = median(firsts);
  printFigure(
    "first status of 10,000 components from the event log",
    `${first.toFixed(0)} ms`,
    "under 100 ms",
    first < 100,
  );
  const refresh = median(again);
  printFigure("a refresh with nothing new", `${refresh.toFixed(2)} ms`, "under 2 ms", refresh < 2);
  await Deno.remove(root, { recursive: true });
}
