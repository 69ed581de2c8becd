import { assertEquals, assertRejects, assertStringIncludes } from "../../deps.ts";
import { JobState } from "../../../lib/events/job_table.ts";
import { EventType, submitNotes } from "../../../lib/events/log.ts";
import { MapWasRemoved } from "../../../lib/base/errors.ts";
import { reserveSubmission } from "../../../lib/map/map_files.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { type AskedMap, askTogether, QueueAsking } from "../../../lib/map/asking.ts";
import type { Backend } from "../../../lib/backend/backend.ts";
import { MapState } from "../../../lib/map/state.ts";
import { type Sandbox, sandbox } from "../../helpers/sandbox.ts";

const LAYOUT = { components: 7, chunk: 1 };

/** A map of seven components whose event log a real pool wrote, a job a component. */
async function recordedMap(box: Sandbox): Promise<{ paths: MapPaths; log: Uint8Array }> {
  const paths = new MapPaths(`${box.root}/map`, "");
  await Deno.mkdir(paths.outputs, { recursive: true });
  await Deno.mkdir(paths.submissions);
  await reserveSubmission(paths, [0, 1, 2, 3, 4, 5, 6]);
  const log = await recordedLog("htcondor_23.9.6");
  // It was recorded without the notes that htmap asks for.
  const noted = log.replaceAll(/(Job submitted from host: .*)/g, `$1\n    ${submitNotes(0)}`);
  return { paths, log: new TextEncoder().encode(noted) };
}

async function recordedLog(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../events/logs/${name}.log`, import.meta.url));
}

const open = (paths: MapPaths): MapState => new MapState({ paths, layout: LAYOUT, tag: "tag" });

Deno.test("MapState reads what became of each job of a recorded log", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  for (const job of [0, 5]) await Deno.writeTextFile(paths.output(job, 0), "");
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

Deno.test("MapState tells a new submission of a job from its first, by what the log says of it", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  const state = open(paths);
  await state.refresh();
  assertEquals(state.statusOf(2), "ERRORED");
  // Another process submits jobs 2 and 5 again, as cluster 9.
  assertEquals(await reserveSubmission(paths, [2, 5]), 1);
  const happens = async (type: number, id: string, text: string): Promise<void> => {
    const header = `${String(type).padStart(3, "0")} (${id}.000) 2026-11-22 00:45:00`;
    await Deno.writeTextFile(paths.events, `${header} ${text}\n...\n`, { append: true });
    await state.refresh();
  };
  const notes = `Job submitted from host: <127.0.0.1>\n    ${submitNotes(1)}`;
  await happens(EventType.SUBMIT, "009.000", notes);
  assertEquals([2, 5].map((job) => state.statusOf(job)), ["IDLE", "ERRORED"]);
  assertEquals([2, 5].map((job) => state.submissionOf(job)), [1, 0]);
  await happens(EventType.EXECUTE, "009.000", "Job executing on host: <127.0.0.1>");
  assertEquals(state.statusOf(2), "RUNNING");
  await happens(EventType.ABORTED, "001.002", "Job was aborted."); // late, of the first
  assertEquals(state.statusOf(2), "RUNNING");
  await Deno.writeTextFile(paths.output(5, 0), ""); // late, too
  await happens(EventType.SUBMIT, "009.001", notes);
  await happens(
    EventType.TERMINATED,
    "009.001",
    "Job terminated.\n\t(1) Normal termination (return value 0)",
  );
  assertEquals(state.statusOf(5), "ERRORED"); // its second run brought back nothing
  await state.keep();
  const second = open(paths);
  await second.refresh();
  assertEquals(second.jobs.toStored(), state.jobs.toStored());
  assertEquals(second.statuses(), state.statuses());
});

Deno.test("MapState passes over jobs that say they are of a submission there is none of", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  const text = new TextDecoder().decode(log).replaceAll(submitNotes(0), submitNotes(7));
  await Deno.writeTextFile(paths.events, text);
  const state = open(paths);
  await state.refresh();
  assertEquals(new Set(state.statuses()), new Set(["UNMATERIALIZED"]));
});

Deno.test("MapState reads of jobs that HTCondor makes little by little, and of those it never will", async () => {
  await using box = await sandbox();
  const { paths } = await recordedMap(box);
  await Deno.writeTextFile(paths.events, await recordedLog("htcondor_23.9.6_cluster_removed"));
  await reserveSubmission(paths, [0, 1, 2, 3, 6]);
  const state = open(paths);
  await state.refresh();
  assertEquals(state.statuses(), [
    "REMOVED",
    "REMOVED",
    "REMOVED",
    "REMOVED",
    "UNMATERIALIZED", // not among those that were submitted
    "UNMATERIALIZED",
    "REMOVED",
  ]);
  assertStringIncludes(state.jobs.removals.get(0) ?? "", "via condor_rm (by user tester)");
  assertStringIncludes(state.jobs.removals.get(6) ?? "", "its cluster was removed");
});

Deno.test("MapState takes what happens to the transfer of common files for nothing that a job does", async () => {
  await using box = await sandbox();
  const { paths } = await recordedMap(box);
  const log = await recordedLog("htcondor_25.14.1_common_files");
  const submitted = log.slice(0, log.indexOf("047 "));
  const noted = submitted.replaceAll(/(submitted from host: .*)/g, `$1\n    ${submitNotes(0)}`);
  await Deno.writeTextFile(paths.events, noted);
  const state = open(paths);
  await state.refresh();
  state.expectQueue();
  const jobs = [0, 1, 2].map((job) => ({
    ...{ job, submission: 0, state: JobState.HELD },
    hold: { code: 1, subcode: 0, reason: "by hand" },
  }));
  await state.compare({ jobs, isWhole: false }, true);
  const held = [..."HHH"].map(() => "HELD").concat([..."UUUU"].map(() => "UNMATERIALIZED"));
  assertEquals(state.statuses(), held);
  const head = "(001.-1000.000) 2026-11-27 03:11:17";
  const events = ["001 H Job executing", "004 H Job was evicted.", "009 H Job was aborted."];
  const written = events.map((event) => `${event.replace("H", head)}\n...\n`).join("");
  await Deno.writeTextFile(paths.events, written, { append: true });
  await state.refresh();
  assertEquals(state.statuses(), held);
  assertEquals(state.holdOf(1)?.reason, "by hand");
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

/** Has something done just before a file is opened. */
async function beforeOpening<T>(act: () => Promise<void>, run: () => Promise<T>): Promise<T> {
  const { open } = Deno;
  const replaced = async (...args: Parameters<typeof open>): Promise<Deno.FsFile> => {
    await act();
    return await open(...args);
  };
  Object.defineProperty(Deno, "open", { value: replaced, configurable: true, writable: true });
  try {
    return await run();
  } finally {
    Object.defineProperty(Deno, "open", { value: open, configurable: true, writable: true });
  }
}

Deno.test("MapState.refresh() throws MapWasRemoved when the directory goes while it reads", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  const state = open(paths);
  const remove = async (): Promise<void> => await Deno.remove(paths.root, { recursive: true });
  await beforeOpening(remove, () => assertRejects(() => state.refresh(), MapWasRemoved));
});

Deno.test("MapState.refresh() starts over when the log alone goes while it reads", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  const state = open(paths);
  await beforeOpening(() => Deno.remove(paths.events), () => state.refresh());
  assertEquals(state.statusOf(3), "UNMATERIALIZED");
  await Deno.writeFile(paths.events, log);
  await state.refresh();
  assertEquals(state.statusOf(3), "REMOVED");
});

Deno.test("MapState knows each component by itself once one of its job has run without the others", async () => {
  await using box = await sandbox();
  const { paths } = await recordedMap(box);
  await Deno.remove(paths.submittedJobs(0));
  const layout = { components: 7, chunk: 3 };
  const openChunked = (): MapState => new MapState({ paths, layout, tag: "tag" });
  await reserveSubmission(paths, [0, 1, 2]);
  const state = openChunked();
  let written = "";
  const happens = async (type: number, id: string, text: string): Promise<void> => {
    const header = `${String(type).padStart(3, "0")} (${id}.000) 2026-11-22 00:45:00`;
    written += `${header} ${text}\n...\n`;
    await Deno.writeTextFile(paths.events, written);
    await state.refresh();
  };
  const submitted = async (id: string, submission: number): Promise<void> =>
    await happens(
      EventType.SUBMIT,
      id,
      `Job submitted from host: <127.0.0.1>\n    ${submitNotes(submission)}`,
    );
  const ended = async (id: string): Promise<void> =>
    await happens(
      EventType.TERMINATED,
      id,
      "Job terminated.\n\t(1) Normal termination (return value 0)",
    );
  for (const proc of [0, 1, 2]) await submitted(`001.00${proc}`, 0);
  for (const job of [0, 1, 2]) await Deno.writeTextFile(paths.output(job, 0), "");
  await Deno.writeTextFile(paths.failures(0, 0), "1\n");
  await Deno.writeTextFile(paths.failures(1, 0), "3\n5\n");
  for (const proc of [0, 1, 2]) await ended(`001.00${proc}`);
  const letters = (one = state): string => one.statuses().map(([letter]) => letter).join("");
  assertEquals(letters(), "CECECEC");
  assertEquals(state.jobs.states.length, 3);
  await state.keep();

  const of = { components: [1, 3], version: 2 };
  assertEquals(await reserveSubmission(paths, [0, 1], [2], of), 1);
  await submitted("002.000", 1);
  assertEquals(letters(), "CICICEC");
  assertEquals([0, 1, 3, 5].map((one) => state.versionOf(one)), [1, 2, 2, 1]);
  await happens(EventType.HELD, "002.000", "Job was held.\n\tby hand\n\tCode 1 Subcode 0");
  assertEquals(letters(), "CHCHCEC");
  assertEquals(state.componentsIn(JobState.HELD), [1, 3]);
  // What was kept of jobs is known of their components; what is kept now is of these.
  for (const keep of [false, true]) {
    if (keep) await state.keep();
    const other = openChunked();
    await other.refresh();
    assertEquals(letters(other), "CHCHCEC");
    assertEquals(other.jobs.toStored(), state.jobs.toStored());
  }
  await happens(EventType.RELEASED, "002.000", "Job was released.");
  await Deno.writeTextFile(paths.output(0, 1), "");
  await Deno.writeTextFile(paths.failures(0, 1), "3\n");
  await ended("002.000");
  assertEquals(letters(), "CCCECEC");
  assertEquals([...Deno.readDirSync(paths.outputs)].map(({ name }) => name).sort(), [
    ...["0.1.err", "0.1.out", "0.err", "0.out", "1.err", "1.out", "2.out"],
  ]);
  // Now nothing counts of what job 0 brought back first.
  assertEquals(await reserveSubmission(paths, [0], [1], { components: [0, 2] }), 2);
  await submitted("003.000", 2);
  assertEquals(letters(), "ICIECEC");
  await Deno.writeTextFile(paths.output(0, 2), "");
  await ended("003.000");
  assertEquals(letters(), "CCCECEC");
  assertEquals([...Deno.readDirSync(paths.outputs)].map(({ name }) => name).sort(), [
    ...["0.1.err", "0.1.out", "0.2.out", "1.err", "1.out", "2.out"],
  ]);
  // And without the log, by what is here.
  await Deno.writeTextFile(paths.events, "garbage\n...\n");
  await Deno.remove(paths.state);
  const without = openChunked();
  await without.refresh();
  assertEquals([0, 1, 2, 4].map((one) => without.submissionOf(one)), [2, 1, 2, 0]);
});

Deno.test("MapState waits for what HTCondor has still to make of a rerun, though an earlier run's output is here", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  for (const job of [0, 5]) await Deno.writeTextFile(paths.output(job, 0), "");
  assertEquals(await reserveSubmission(paths, [0, 3, 5]), 1);
  const header = "035 (009.-01.000) 2026-11-22 00:45:00";
  const event = `${header} Cluster submitted from host: <127.0.0.1>\n    ${submitNotes(1)}\n...\n`;
  await Deno.writeTextFile(paths.events, event, { append: true });
  const state = open(paths);
  await state.refresh();
  const ofRerun = (): string[] => [0, 3, 5].map((job) => state.statusOf(job));
  assertEquals(ofRerun(), ["UNMATERIALIZED", "UNMATERIALIZED", "UNMATERIALIZED"]);
  state.expectQueue();
  const missing = await state.compare({ jobs: [], isWhole: true }, true);
  assertEquals(missing, [0, 3, 5]);
  state.lose(missing, [{ submission: 1, made: 1 }]);
  // Of the one that should be there, what it had brought back before counts, though it is of no use here.
  assertEquals(ofRerun(), ["ERRORED", "UNMATERIALIZED", "UNMATERIALIZED"]);
  state.lose([3, 5], []);
  assertEquals(ofRerun(), ["ERRORED", "REMOVED", "ERRORED"]);
});

Deno.test("a job that HTCondor makes while the queue answers is not taken for lost", async () => {
  await using box = await sandbox();
  const { paths, log } = await recordedMap(box);
  await Deno.writeFile(paths.events, log);
  assertEquals(await reserveSubmission(paths, [0, 3]), 1);
  const header = "035 (009.-01.000) 2026-11-22 00:45:00";
  const event = `${header} Cluster submitted from host: <127.0.0.1>\n    ${submitNotes(1)}\n...\n`;
  await Deno.writeTextFile(paths.events, event, { append: true });
  const state = open(paths);
  await state.refresh();
  let made = 1;
  // Job 0 is at work; job 3 is made, and over, as soon as the queue has been asked.
  const backend = {
    name: "htcondor",
    factories: () => Promise.resolve([{ submission: 1, made }]),
    queues: () => {
      made = 2;
      const job = { job: 0, submission: 1, state: JobState.IDLE };
      return Promise.resolve([{ jobs: [job], isWhole: true }]);
    },
  };
  // Of a backend, nothing else is needed to ask it.
  const map = { paths, state, backend: backend as unknown as Backend };
  const asked: AskedMap = Object.assign(map, { asking: new QueueAsking(map as AskedMap) });
  await askTogether([asked]);
  assertEquals([0, 3].map((job) => state.statusOf(job)), ["IDLE", "UNMATERIALIZED"]);
});
