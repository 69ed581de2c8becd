import { assert, assertEquals } from "../deps.ts";
import { EventType } from "../../lib/events/log.ts";
import { SchedulerLock } from "../../lib/backend/local/lock.ts";
import { statOf } from "../../lib/backend/local/process.ts";
import { runScheduler } from "../../lib/backend/local/scheduler.ts";
import { TestMap, until } from "./local_backend_map.ts";

const { SUBMIT, EXECUTE, EVICTED, TERMINATED, HELD } = EventType;

/** Leaves a child behind, says if another run is going on, and goes on until there is a file `go`. */
const ALONE = `d=$(dirname $0); mkdir $d/alone.$1 || echo "not alone" >> $d/trouble
  (trap "rmdir $d/alone.$1" TERM; sleep 1000) & 
  touch $d/running; until [ -e $d/go ]; do sleep 0.02; done; rmdir $d/alone.$1`;

Deno.test("LocalBackend.wake() goes on after the scheduler was killed, and runs nothing twice at once", async () => {
  await using map = await TestMap.submit({ script: ALONE, jobs: 3 });
  await map.waitForFile("running");
  await map.killScheduler();
  const left = map.processes();
  assert(left.length > 0);
  for (const { name } of [...Deno.readDirSync(map.directory)]) {
    if (name.startsWith("alone.")) await Deno.remove(`${map.directory}/${name}`);
  }
  const executions = map.events().filter(({ type }) => type === EXECUTE).length;
  await map.backend.wake(map.paths);
  await map.waitForEvents(EXECUTE, executions + 1);
  assertEquals(left.filter((pid) => statOf(pid)), []);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 3);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, EVICTED, EXECUTE, TERMINATED]);
});

Deno.test("LocalBackend.wake() leaves a process alone that only has the number of a job's", async () => {
  await using map = await TestMap.submit({ script: ALONE });
  await map.waitForFile("running");
  await map.killScheduler();
  map.killJobs();
  await using other = await TestMap.submit({ script: ALONE });
  await other.waitForFile("running");
  const stranger = JSON.parse(await Deno.readTextFile(other.paths.localProcess(1, 0)));
  const record = { ...stranger, start: "1" };
  await Deno.writeTextFile(map.paths.localProcess(1, 0), JSON.stringify(record));
  await Deno.remove(`${map.directory}/alone.0`);
  await map.backend.wake(map.paths);
  await map.waitForEvents(EXECUTE, 2);
  assert(statOf(stranger.pid));
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
  await map.waitForScheduler();
  await until(() => {
    // The end of the scheduler is told before its lock goes.
    const lock = SchedulerLock.tryTake(map.paths);
    if (!lock) return false;
    assertEquals(SchedulerLock.tryTake(map.paths), undefined);
    assertEquals(map.scheduler, Deno.pid);
    lock.release();
    return true;
  }, () => "the lock");
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
