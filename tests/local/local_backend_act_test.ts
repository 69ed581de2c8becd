import { isThere } from "../../lib/base/files.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import { detailsOf, EventType, holdReasonOf } from "../../lib/events/log.ts";
import { fateOf, identify, parseIdentity, statOf } from "../../lib/backend/local/process.ts";
import { TestMap, until } from "./local_backend_map.ts";

const { SUBMIT, EXECUTE, EVICTED, TERMINATED, ABORTED, SUSPENDED, UNSUSPENDED, HELD, RELEASED } =
  EventType;

/**
 * Says whether a process is stopped. One that has ended meanwhile does not run either, and neither does
 * one that waits, in state D, for a child that was stopped between vfork and exec.
 */
function isStopped(pid: number): boolean {
  const stat = statOf(pid);
  return stat === undefined || stat.state === "T" || stat.state === "D";
}

/** Runs until the test makes the file `go`; each run leaves a line in `runs`. */
const UNTIL_GO =
  'd=$(dirname $0); echo $1 >> $d/runs; until [ -e "$d/go" ]; do sleep 0.02; done; exit 0';

Deno.test("LocalBackend.act() holds running and waiting jobs, and releases them", async () => {
  await using map = await TestMap.submit({ script: UNTIL_GO, jobs: 20 });
  await map.waitForFile("runs");
  await map.backend.act("hold", map.paths);
  assertEquals(map.events().filter(({ type }) => type === HELD).length, 20);
  assertEquals(holdReasonOf(map.last(HELD)), { code: 1, subcode: 0, reason: "via htmap hold" });
  assertEquals(map.processes(), []);
  assertEquals(await map.backend.countJobs(map.paths), 20);
  await map.waitForScheduler(); // held jobs need none
  await map.backend.wake(map.paths);
  assertEquals(map.scheduler, undefined);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.backend.act("release", map.paths);
  await map.waitForEvents(TERMINATED, 20);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, EVICTED, HELD, RELEASED, EXECUTE, TERMINATED]);
  assertEquals(map.types(19), [SUBMIT, HELD, RELEASED, EXECUTE, TERMINATED]);
});

Deno.test("LocalBackend.act() pauses and resumes running jobs, their children too", async () => {
  await using map = await TestMap.submit({
    script: "(while :; do echo . >> ticks; mv ticks $(dirname $0)/ticks; sleep 0.01; done) & wait",
  });
  await map.waitForFile("ticks");
  await map.backend.act("pause", map.paths);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, SUSPENDED]);
  assert(map.processes().length >= 2);
  // A process on another core stops when it next enters the kernel, not when the signal is sent.
  await until(() => map.processes().every(isStopped), () => "all processes to stop");
  await map.backend.act("resume", map.paths);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, SUSPENDED, UNSUSPENDED]);
  await Deno.remove(`${map.directory}/ticks`);
  await map.waitForFile("ticks");
});

Deno.test("LocalBackend.act() removes paused jobs", async () => {
  await using map = await TestMap.submit({ script: UNTIL_GO });
  await map.waitForFile("runs");
  await map.backend.act("pause", map.paths);
  await map.backend.act("remove", map.paths);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, SUSPENDED, EVICTED, ABORTED]);
  assertEquals(map.processes(), []);
});

Deno.test("LocalBackend.act() vacates jobs, which then run again", async () => {
  await using map = await TestMap.submit({ script: UNTIL_GO });
  await map.waitForFile("runs");
  await map.backend.act("vacate", map.paths);
  await map.waitForEvents(EXECUTE, 2);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 1);
  assertEquals(map.types(0), [SUBMIT, EXECUTE, EVICTED, EXECUTE, TERMINATED]);
});

Deno.test("LocalBackend.act() removes all jobs and leaves no process, not even a stubborn one", async () => {
  await using map = await TestMap.submit({
    script: `trap "" TERM; (trap "" TERM; setsid sleep 1000) & sleep 1000 &
      touch $(dirname $0)/running; while :; do sleep 0.1; done`,
    jobs: 5,
  });
  await map.waitForFile("running");
  await until(() => map.processes().length >= 3, () => "the job's children");
  await map.backend.act("remove", map.paths);
  assertEquals(map.processes(), []);
  assertEquals(map.scheduler, undefined);
  assertEquals(map.events().filter(({ type }) => type === ABORTED).length, 5);
  assertEquals(detailsOf(map.last(ABORTED)), "via htmap remove");
  assertEquals(await map.backend.countJobs(map.paths), 0);
});

Deno.test("LocalBackend.act() does nothing to a map that has no jobs", async () => {
  await using map = await TestMap.make();
  await map.backend.act("hold", map.paths);
  await map.backend.act("remove", map.paths);
  await map.backend.edit("RequestMemory", 100, map.paths);
  await map.backend.wake(map.paths);
  assert(!isThere(map.paths.local));
});

Deno.test("LocalBackend.act() takes its request back when it is aborted", async () => {
  await using map = await TestMap.submit({ script: UNTIL_GO });
  await map.waitForFile("runs");
  const controller = new AbortController();
  // A scheduler that does not answer.
  Deno.kill(map.scheduler ?? 0, "SIGSTOP");
  const held = map.backend.act("hold", map.paths, { signal: controller.signal });
  await until(() => [...Deno.readDirSync(map.paths.localRequests)].length === 1, () => "a request");
  controller.abort();
  await assertRejects(() => held, DOMException);
  assertEquals([...Deno.readDirSync(map.paths.localRequests)], []);
  Deno.kill(map.scheduler ?? 0, "SIGCONT");
});

Deno.test("LocalBackend.edit() changes nothing about how jobs run", async () => {
  await using map = await TestMap.submit({ script: UNTIL_GO });
  await map.backend.edit("RequestMemory", 2000, map.paths);
  assertStringIncludes(Deno.readTextFileSync(map.paths.localSubmission(1)), '"RequestMemory":2000');
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 1);
});

Deno.test("LocalBackend holds a job whose input file is missing, and runs it when it is released", async () => {
  await using map = await TestMap.make();
  const missing = `${map.directory}/missing.txt`;
  await map.submit({ script: "cat missing.txt", options: { fixedInputFiles: [missing] } });
  await map.waitForEvents(HELD, 1);
  const { code, subcode, reason } = holdReasonOf(map.last(HELD));
  assertEquals([code, subcode], [13, 2]);
  assertStringIncludes(reason, `reading from file ${missing}: (errno 2) No such file or directory`);
  await Deno.writeTextFile(missing, "there");
  await map.backend.act("release", map.paths);
  await map.waitForEvents(TERMINATED, 1);
  assertEquals(Deno.readTextFileSync(map.paths.stdout(0, 0)), "there");
});

for (
  const [what, executable, subcode] of [
    ["is missing", "/nonexistent/program", 2],
    ["is not executable", "/etc/passwd", 13],
    ["is a directory", "/etc", 13],
  ] as const
) {
  Deno.test(`LocalBackend holds a job whose executable ${what}`, async () => {
    await using map = await TestMap.submit({ executable });
    await map.waitForEvents(HELD, 1);
    const hold = holdReasonOf(map.last(HELD));
    assertEquals([hold.code, hold.subcode], [6, subcode]);
    assertStringIncludes(hold.reason, `Failed to execute '${executable}'`);
  });
}

Deno.test("LocalBackend kills its jobs when the map's directory is gone", async () => {
  await using map = await TestMap.submit({ script: UNTIL_GO });
  await map.waitForFile("runs");
  // The job's own process, and none of those that it starts and that soon end by themselves.
  const job = parseIdentity(await Deno.readTextFile(map.paths.localProcess(1, 0)));
  const scheduler = identify(map.scheduler ?? 0);
  assert(job && scheduler && fateOf(job) === "alive");
  await Deno.remove(map.paths.root, { recursive: true });
  await until(
    () => fateOf(job) === "gone" && fateOf(scheduler) === "gone",
    () => "the end of job and scheduler",
  );
});
