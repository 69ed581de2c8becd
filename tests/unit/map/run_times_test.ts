import { assertEquals } from "../../deps.ts";
import { encode } from "../../../lib/codec/codec.ts";
import { submitNotes } from "../../../lib/events/log.ts";
import { eventText } from "../../../lib/events/writer.ts";
import { reserveSubmission } from "../../../lib/map/map_files.ts";
import { RunTimes } from "../../../lib/map/run_times.ts";
import { MapState } from "../../../lib/map/state.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { recordFile } from "../../../lib/wire/records.ts";
import { sandbox } from "../../helpers/sandbox.ts";

/** A component's run, as an executor writes it, with a result of some size. */
function run(component: number, more: object, size = 1): Uint8Array[] {
  const record = { component, status: "OK", usesClasses: false, ...more };
  return [encode(record), encode("x".repeat(size))];
}

/** A map whose jobs have all ended, of two components each. */
async function endedMap(root: string, jobs: number): Promise<MapPaths> {
  const paths = new MapPaths(`${root}/map`, "");
  await Deno.mkdir(paths.outputs, { recursive: true });
  await Deno.mkdir(paths.submissions);
  await reserveSubmission(paths, Array.from({ length: jobs }, (_, job) => job));
  let log = "";
  const time = { user: 0, system: 0 };
  for (let proc = 0; proc < jobs; proc++) {
    const id = { cluster: 1, proc };
    log += eventText(id, { event: "submitted", notes: submitNotes(0) });
    log += eventText(id, { event: "terminated", end: { exitCode: 0 }, time });
  }
  await Deno.writeTextFile(paths.events, log);
  return paths;
}

async function timesOf(paths: MapPaths, jobs: number): Promise<unknown[]> {
  const layout = { components: 2 * jobs, chunk: 2 };
  const state = new MapState({ paths, layout, tag: "tag" });
  await state.refresh();
  const read = await new RunTimes({ paths, layout, tag: "tag", state }).read();
  return Array.from({ length: layout.components }, (_, component) => read(component));
}

Deno.test("RunTimes reads how long each component ran, whatever comes between and of whatever htmap", async () => {
  await using box = await sandbox();
  const paths = await endedMap(box.root, 3);
  const first = { seconds: 0.25, cpu: 0.125, started: 1000, host: "a" };
  await Deno.writeFile(
    paths.output(0, 0),
    recordFile("output", [
      ...run(0, first, 200_000), // its result is not read
      ...run(1, { ...first, host: "b", seconds: 2 }),
      ...run(77, first), // is none of the map's
    ]),
  );
  // An htmap that measured less, and a damaged file.
  const old = recordFile("output", [
    ...run(2, { seconds: 1 }),
    ...run(3, { seconds: -1, cpu: "x" }),
  ]);
  await Deno.writeFile(paths.output(1, 0), old);
  await Deno.writeFile(paths.output(2, 0), recordFile("output", run(4, first)).subarray(0, 60));
  const none = { wall: undefined, cpu: undefined, started: undefined, host: undefined };
  assertEquals(await timesOf(paths, 3), [
    { wall: 250, cpu: 125, started: 1000, host: "a" },
    { wall: 2000, cpu: 125, started: 1000, host: "b" },
    { ...none, wall: 1000 },
    none,
    none,
    none,
  ]);
});

Deno.test("RunTimes keeps what it has read of many files, and does without if that is damaged", async () => {
  await using box = await sandbox();
  const jobs = 600;
  const paths = await endedMap(box.root, jobs);
  for (let job = 0; job < jobs; job++) {
    const more = { seconds: job, cpu: 1, started: job, host: `h${job % 3}` };
    const records = [...run(2 * job, more), ...run(2 * job + 1, more)];
    await Deno.writeFile(paths.output(job, 0), recordFile("output", records));
  }
  const times = await timesOf(paths, jobs);
  assertEquals(times[1199], { wall: 599_000, cpu: 1000, started: 599, host: "h2" });
  // The files need not be read again.
  for (let job = 0; job < jobs; job++) await Deno.writeTextFile(paths.output(job, 0), "");
  assertEquals(await timesOf(paths, jobs), times);
  await Deno.writeTextFile(paths.times, "anything");
  const none = { wall: undefined, cpu: undefined, started: undefined, host: undefined };
  assertEquals((await timesOf(paths, jobs))[1199], none);
});
