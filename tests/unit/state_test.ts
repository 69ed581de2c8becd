import { assertEquals, assertRejects } from "../deps.ts";
import { MapWasRemoved } from "../../lib/errors.ts";
import { writeClusters } from "../../lib/map_files.ts";
import { MapPaths } from "../../lib/map_paths.ts";
import { MapState } from "../../lib/state.ts";
import { type Sandbox, sandbox } from "../helpers/sandbox.ts";

const LAYOUT = { components: 7, chunk: 1 };

/** A map of seven components whose event log a real pool wrote, a job a component. */
async function recordedMap(box: Sandbox): Promise<{ paths: MapPaths; log: Uint8Array }> {
  const paths = new MapPaths(`${box.root}/map`, "");
  await Deno.mkdir(paths.outputs, { recursive: true });
  await writeClusters(paths, [{ id: 1, jobs: [[0, 7]] }]);
  const log = await Deno.readFile(new URL("./logs/htcondor_23.9.6.log", import.meta.url));
  return { paths, log };
}

const open = (paths: MapPaths): MapState => new MapState(paths, LAYOUT, () => "tag");

Deno.test("MapState reads what became of each job of a recorded log", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  for (const job of [0, 5]) await Deno.writeTextFile(paths.output(job), "");
  const state = open(paths);
  await state.refresh();
  assertEquals(state.statuses(), [
    "COMPLETED",
    "ERRORED", // exit code 3, no output
    "ERRORED", // signal 11
    "REMOVED",
    "REMOVED",
    "COMPLETED", // held for a missing file, released, and then well
    "ERRORED", // ended without output
  ]);
  assertEquals(state.jobs.abnormalEnds.get(2)?.signal, 11);
  assertEquals(state.jobs.memory[6], 4);
});

Deno.test("MapState gives the same however little of the log it reads at a time", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  const whole = open(paths);
  await whole.refresh();
  await Deno.remove(paths.events);

  const bit = open(paths);
  for (let length = 0; length < log.length; length += 313) {
    await Deno.writeFile(paths.events, log.subarray(length, length + 313), { append: true });
    await bit.refresh();
  }
  assertEquals(bit.statuses(), whole.statuses());
  assertEquals(bit.jobs.toStored(), whole.jobs.toStored());
});

Deno.test("MapState goes on where another process left off, and survives a cache that is torn", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  const half = Math.floor(log.length / 2);
  await Deno.writeFile(paths.events, log.subarray(0, half));
  const first = open(paths);
  await first.refresh();
  await first.keep();
  await Deno.writeFile(paths.events, log.subarray(half), { append: true });
  const second = open(paths);
  await second.refresh();

  const cache = await Deno.readFile(paths.state);
  for (
    const torn of [
      new Uint8Array(0),
      cache.subarray(0, 40),
      cache.map((byte, i) => i === 60 ? ~byte : byte),
    ]
  ) {
    await Deno.writeFile(paths.state, torn);
    const third = open(paths);
    await third.refresh();
    assertEquals(third.jobs.toStored(), second.jobs.toStored());
  }
});

Deno.test("MapState tells a new submission of a job from its first", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  const state = open(paths);
  await state.refresh();
  assertEquals(state.statusOf(2), "ERRORED");
  // Another process submits job 2 again, as proc 0 of cluster 9; its first event comes before the note of it.
  const event = "000 (009.000.000) 2026-11-22 00:45:00 Job submitted from host: <127.0.0.1>\n...\n";
  await Deno.writeTextFile(paths.events, event, { append: true });
  await state.refresh();
  assertEquals(state.statusOf(2), "ERRORED");
  await writeClusters(paths, [{ id: 1, jobs: [[0, 7]] }, { id: 9, jobs: [[2, 3]] }]);
  await Deno.writeTextFile(paths.events, event.replace("000 (", "001 ("), { append: true });
  await state.refresh();
  assertEquals(state.statusOf(2), "RUNNING");
});

Deno.test("MapState.refresh() called while one is under way still sees what came meanwhile", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log.subarray(0, 2000));
  const state = open(paths);
  const first = state.refresh();
  await Deno.writeFile(paths.events, log.subarray(2000), { append: true });
  await Promise.all([first, state.refresh(), state.refresh()]);
  assertEquals(state.statusOf(3), "REMOVED");
});

Deno.test("MapState.refresh() throws MapWasRemoved when the directory is gone", async () => {
  await using box = await sandbox();
  const { paths } = await recordedMap(box);
  const state = open(paths);
  await state.refresh();
  await Deno.remove(paths.root, { recursive: true });
  await assertRejects(() => state.refresh(), MapWasRemoved);
});
