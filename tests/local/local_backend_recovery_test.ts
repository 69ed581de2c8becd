import { assert, assertEquals } from "../deps.ts";
import { JobState } from "../../lib/events/job_table.ts";
import { EventType, isRequeue, parseEvents } from "../../lib/events/log.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { SchedulerLock } from "../../lib/backend/local/lock.ts";
import { fateOf, identify, statOf } from "../../lib/backend/local/process.ts";
import { runScheduler } from "../../lib/backend/local/scheduler.ts";
import { hasScheduler, TestMap, until } from "./local_backend_map.ts";

const { ABORTED, SUBMIT, EXECUTE, EVICTED, TERMINATED, HELD } = EventType;

/** Leaves a child behind, says if another run is going on, and goes on until there is a file `go`. */
const ALONE = `d=$(dirname $0); mkdir $d/alone.$1 || echo "not alone" >> $d/trouble
  (trap "rmdir $d/alone.$1" TERM; sleep 1000) & 
  touch $d/running; until [ -e $d/go ]; do sleep 0.02; done; rmdir $d/alone.$1`;

/** What an identity has instead if the process is in another container. */
const THERE = { table: "pid:[1]", host: "container" };

Deno.test("LocalBackend.wake() goes on after the scheduler was killed, and runs nothing twice at once", async () => {
  await using map = await TestMap.submit({ script: ALONE, jobs: 3 });
  await map.waitForFile("running");
  await map.killScheduler();
  const left = map.processes().flatMap((pid) => identify(pid) ?? []);
  assert(left.length > 0);
  for (const { name } of [...Deno.readDirSync(map.directory)]) {
    if (name.startsWith("alone.")) await Deno.remove(`${map.directory}/${name}`);
  }
  const executions = map.events().filter(({ type }) => type === EXECUTE).length;
  await map.backend.wake(map.paths);
  await map.waitForEvents(EXECUTE, executions + 1);
  assertEquals(left.filter((process) => fateOf(process) !== "gone"), []);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 3);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, EVICTED, EXECUTE, TERMINATED]);
});

const STRANGERS: Readonly<Record<string, object>> = {
  "only has the number of a job's": { start: "1" },
  "has the number of a job's in another container": THERE,
};

for (const [what, difference] of Object.entries(STRANGERS)) {
  Deno.test(`LocalBackend.wake() leaves a process alone that ${what}`, async () => {
    await using map = await TestMap.submit({ script: ALONE });
    await map.waitForFile("running");
    await map.killScheduler();
    map.killJobs();
    await using other = await TestMap.submit({ script: ALONE });
    await other.waitForFile("running");
    const stranger = JSON.parse(await Deno.readTextFile(other.paths.localProcess(1, 0)));
    const record = JSON.stringify({ ...stranger, ...difference });
    await Deno.writeTextFile(map.paths.localProcess(1, 0), record);
    await Deno.remove(`${map.directory}/alone.0`);
    await map.backend.wake(map.paths);
    await map.waitForEvents(EXECUTE, 2);
    assert(statOf(stranger.pid));
  });
}

Deno.test("LocalBackend.wake() goes on where a scheduler in another container was killed, and not where one runs", async () => {
  await using map = await TestMap.submit({ script: ALONE });
  await map.waitForFile("running");
  const scheduler = await Deno.readTextFile(map.paths.localLock);
  const there = JSON.stringify({ ...JSON.parse(scheduler), ...THERE });
  await Deno.writeTextFile(map.paths.localLock, there);
  await map.backend.wake(map.paths);
  assertEquals(await Deno.readTextFile(map.paths.localLock), there); // another would have taken it
  await Deno.writeTextFile(map.paths.localLock, scheduler);
  await map.killScheduler();
  await Deno.writeTextFile(map.paths.localLock, there);
  await Deno.remove(`${map.directory}/alone.0`).catch(() => {});
  await map.backend.wake(map.paths);
  await map.waitForEvents(EXECUTE, 2);
});

Deno.test("LocalBackend.wake() keeps jobs held that were held before the scheduler was killed", async () => {
  await using map = await TestMap.make();
  await map.submit({ executable: "/nonexistent/program" });
  await map.waitForEvents(HELD, 1);
  await map.submit({ script: ALONE });
  await map.waitForFile("running");
  await map.killScheduler();
  await Deno.remove(`${map.directory}/alone.0`);
  await map.backend.wake(map.paths);
  await map.waitForEvents(EXECUTE, 2);
  assertEquals(map.types(0, 1).at(-1), HELD);
  assertEquals(await map.backend.countJobs(map.paths), 2);
});

Deno.test("LocalBackend.act() starts a scheduler if there is none", async () => {
  await using map = await TestMap.submit({ script: ALONE, jobs: 3 });
  await map.waitForFile("running");
  await map.killScheduler();
  await map.backend.act("remove", map.paths);
  assertEquals(map.processes(), []);
  assertEquals(await map.backend.countJobs(map.paths), 0);
});

Deno.test("LocalBackend.wake() runs nothing of a map that is being removed, and ends what runs", async () => {
  await using map = await TestMap.submit({ script: ALONE, jobs: 2 });
  await map.waitForFile("running");
  await map.killScheduler();
  await Deno.writeTextFile(map.paths.removing, "");
  await map.backend.wake(map.paths);
  await map.waitForEvents(ABORTED, 2);
  assertEquals(map.processes(), []);
  await map.waitForScheduler();
  assertEquals(await map.backend.countJobs(map.paths), 0);
});

Deno.test("runScheduler() ends on SIGTERM with its jobs evicted, and wake() goes on with them", async () => {
  await using map = await TestMap.submit({ script: ALONE });
  await map.waitForFile("running");
  Deno.kill(map.scheduler ?? 0, "SIGTERM");
  await map.waitForScheduler();
  assertEquals(map.types(0), [SUBMIT, EXECUTE, EVICTED]);
  assertEquals(map.processes(), []);
  await Deno.remove(`${map.directory}/alone.0`).catch(() => {});
  await map.backend.wake(map.paths);
  await map.waitForEvents(EXECUTE, 2);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 1);
});

Deno.test("runScheduler() does nothing while another process is the map's scheduler", async () => {
  await using map = await TestMap.submit({ script: ALONE, jobs: 2 });
  await map.waitForFile("running");
  const { scheduler } = map;
  await Promise.all(Array.from({ length: 5 }, () => runScheduler(map.paths.root)));
  assertEquals(map.scheduler, scheduler);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 2);
  assertEquals(map.events().filter(({ type }) => type === EXECUTE).length, 2);
});

Deno.test("SchedulerLock.tryTake() gives the lock to one of many, and again when that is killed", async () => {
  await using map = await TestMap.submit({ script: "exit 0" });
  await map.waitForEvents(TERMINATED, 1); // its own scheduler has come, and does not come later
  await map.waitForScheduler();
  const lock = SchedulerLock.tryTake(map.paths);
  assertEquals(SchedulerLock.tryTake(map.paths), undefined);
  assertEquals(map.scheduler, Deno.pid);
  lock?.release();
  assertEquals(map.scheduler, undefined);
});

Deno.test("LocalBackend goes on after an event was half written", async () => {
  await using map = await TestMap.submit({ script: ALONE });
  await map.waitForFile("running");
  await map.killScheduler();
  await Deno.writeTextFile(map.paths.events, "005 (001.000.000) 2026-01-01 00:00:00 Job termi", {
    append: true,
  });
  await Deno.remove(`${map.directory}/alone.0`);
  await map.backend.wake(map.paths);
  await map.waitForEvents(EXECUTE, 2);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, EVICTED, EXECUTE]);
});

Deno.test("LocalBackend.wake() starts no scheduler for a map that is finished", async () => {
  await using map = await TestMap.submit({ script: "exit 0", jobs: 2 });
  await map.waitForEvents(TERMINATED, 2);
  await map.waitForScheduler();
  await map.backend.wake(map.paths);
  assertEquals(map.scheduler, undefined);
});

Deno.test("LocalBackend runs no job again that has ended, though the event log is cut or lost", async () => {
  await using map = await TestMap.submit({ script: `echo $1 >> $(dirname $0)/ran`, jobs: 3 });
  await map.waitForEvents(TERMINATED, 3);
  await map.waitForScheduler();
  const log = await Deno.readFile(map.paths.events);
  for (const cut of [log.subarray(0, log.length / 2), log.subarray(log.length / 2), undefined]) {
    if (cut) await Deno.writeFile(map.paths.events, cut);
    else await Deno.remove(map.paths.events);
    assertEquals(await map.backend.countJobs(map.paths), 0);
    assertEquals(await map.backend.queues([map.paths]), [{ jobs: [], isWhole: true }]);
    await map.waitForScheduler();
  }
  assertEquals((await Deno.readTextFile(`${map.directory}/ran`)).split("\n").length, 4);
});

Deno.test("LocalBackend goes on with the jobs that wait, though the event log is lost", async () => {
  await using map = await TestMap.submit({ script: ALONE, jobs: 2 });
  await map.waitForFile("running");
  await map.backend.act("hold", map.paths);
  await map.waitForScheduler();
  await Deno.remove(map.paths.events);
  const [queue] = await map.backend.queues([map.paths]);
  assertEquals(queue?.jobs.map(({ job, state }) => [job, state]), [
    [0, JobState.HELD],
    [1, JobState.HELD],
  ]);
  for (const job of [0, 1]) await Deno.remove(`${map.directory}/alone.${job}`).catch(() => {});
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.backend.act("release", map.paths);
  await map.waitForEvents(TERMINATED, 2);
});

Deno.test("LocalBackend ends a job whose output was taken before the scheduler was killed", async () => {
  await using map = await TestMap.submit({ script: ALONE });
  await map.waitForFile("running");
  await map.killScheduler();
  map.killJobs();
  await Deno.writeTextFile(map.paths.output(0, 0), "its output");
  await map.backend.wake(map.paths);
  await map.waitForEvents(TERMINATED, 1);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, TERMINATED]);
  assertEquals(await map.output(0), "its output");
});

Deno.test("LocalBackend.queues() has a scheduler go on that was killed while someone waits", async () => {
  await using map = await TestMap.submit({ script: ALONE });
  await map.waitForFile("running");
  await map.killScheduler();
  map.killJobs();
  await Deno.remove(`${map.directory}/alone.0`);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.backend.queues([map.paths]);
  await map.waitForEvents(TERMINATED, 1);
});

Deno.test("LocalBackend goes on with jobs whose map was moved", async () => {
  await using map = await TestMap.submit({ script: ALONE });
  await map.waitForFile("running");
  await map.backend.act("hold", map.paths);
  await map.waitForScheduler();
  const moved = new MapPaths(`${map.directory}/moved`, map.paths.uuid);
  await Deno.rename(map.paths.root, moved.root);
  await Deno.remove(`${map.directory}/alone.0`).catch(() => {});
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.backend.act("release", moved);
  await until(
    () => parseEvents(Deno.readFileSync(moved.events)).events.at(-1)?.type === TERMINATED,
    () => Deno.readTextFileSync(moved.events),
  );
  await until(() => !hasScheduler(moved), () => "the end of the scheduler");
});

Deno.test("LocalBackend runs a job again as often as it may, whatever becomes of its schedulers", async () => {
  const script = `d=$(dirname $0); cat .job.ad >>$d/ads
    n=$(sed -n 's/^NumJobCompletions = //p' .job.ad); touch $d/running.$n
    until [ -e $d/go.$n ]; do sleep 0.02; done; exit 3`;
  await using map = await TestMap.submit({ script, options: { retries: 2 } });
  await Deno.writeTextFile(`${map.directory}/go.0`, "");
  await map.waitForFile("running.1");
  await map.killScheduler();
  map.killJobs();
  await map.backend.wake(map.paths);
  for (const n of [1, 2]) await Deno.writeTextFile(`${map.directory}/go.${n}`, "");
  await map.waitForEvents(TERMINATED, 1);
  const completions = (await Deno.readTextFile(`${map.directory}/ads`)).split("\n")
    .filter((line) => line.startsWith("NumJobCompletions"));
  assertEquals(completions, [0, 1, 1, 2].map((n) => `NumJobCompletions = ${n}`));
  assertEquals(
    map.events().filter((event) => event.type === EVICTED && isRequeue(event)).length,
    2,
  );
});
