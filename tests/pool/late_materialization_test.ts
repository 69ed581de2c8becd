/** Maps that HTCondor makes into jobs little by little (its manual, "Submitting Lots of Jobs"). */

import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../deps.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import * as htmap from "../../mod.ts";
import { ON_POOL, testOnPool as test, until } from "../helpers/on_pool.ts";
import { PATIENCE } from "../helpers/patience.ts";

/** Makes a map whose components wait for a file. */
async function waiting(
  go: string,
  components: number,
  mapOptions: htmap.MapOptions,
): Promise<htmap.HTMap<[number], number>> {
  const whenToldTo = async (x: number): Promise<number> => {
    while (await Deno.stat(go).then(() => false, () => true)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return 2 * x;
  };
  return await htmap.map(whenToldTo, htmap.range(components), {
    ...ON_POOL,
    tag: "late",
    mapOptions,
  });
}

async function counts(m: htmap.HTMap<[number], number>): Promise<Record<string, number>> {
  return Object.fromEntries([...await m.statusCounts()].filter(([, count]) => count > 0));
}

/** Waits until just so many components are in each state, and none in another. */
async function untilCounts(
  m: htmap.HTMap<[number], number>,
  expected: Record<string, number>,
): Promise<void> {
  await until(async () => {
    const found = await counts(m);
    return Object.keys(found).length === Object.keys(expected).length &&
      Object.entries(expected).every(([status, count]) => found[status] === count);
  });
}

/** The procs of a map's jobs that are in the queue. */
async function procsOf(m: htmap.HTMap<[number], number>): Promise<string[]> {
  const args = ["-constraint", `HTMapUUID == "${m.paths.uuid}"`, "-af", "ProcId"];
  const { stdout } = await runTool("condor_q", args, "failed");
  return stdout.split("\n").filter(Boolean);
}

/** What a map's cluster that makes jobs late says of itself; nothing once it is gone. Others have theirs. */
async function factoryOf(
  m: htmap.HTMap<[number], number>,
  attribute: string,
): Promise<string> {
  const args = ["-factory", "-constraint", `HTMapUUID == "${m.paths.uuid}"`, "-af", attribute];
  return (await runTool("condor_q", args, "failed")).stdout.trim();
}

test("components without a job are counted as UNMATERIALIZED everywhere, until all have run", async (box) => {
  const go = `${box.root}/go`;
  const m = await waiting(go, 5, { max_materialize: 2 });
  await until(async () => (await counts(m)).RUNNING === 2);
  assertEquals(await counts(m), { UNMATERIALIZED: 3, RUNNING: 2 });
  assertEquals((await procsOf(m)).length, 2);
  const late = "UNMATERIALIZED" as const;
  assertEquals((await m.componentStatuses()).filter((one) => one === late).length, 3);
  assertEquals((await m.componentsByStatus()).UNMATERIALIZED.length, 3);
  assertStringIncludes(await m.status(), "UNMATERIALIZED = 3 | HELD = 0");
  assertEquals([await m.isDone(), await m.isActive()], [false, true]);
  const [heading = "", , row = ""] = (await htmap.status([m])).split("\n");
  assertMatch(heading, /^ *Tag +UNMATERIALIZED +HELD +ERRORED +IDLE +RUNNING +COMPLETED /);
  assertMatch(row, /^ +late +3 +0 +0 +0 +2 +0 /);
  const own = JSON.parse(await htmap.statusJson([m]));
  assertEquals(own.late.componentStatusCounts.UNMATERIALIZED, 3);
  const theirs = JSON.parse(await htmap.statusJson([m], { keys: "htmap" }));
  assertEquals(theirs.late.component_status_counts.unmaterialized, 3);
  await Deno.writeTextFile(go, "");
  assertEquals(await m.toArray({ timeout: PATIENCE }), [0, 2, 4, 6, 8]);
  assertEquals(await counts(m), { COMPLETED: 5 });
  await m.rerun([4]);
  assertEquals(await m.get(4), 8);
});

test("max_idle and chunk go together with late jobs, and a map of such is held, released and removed", async (box) => {
  const go = `${box.root}/go`;
  const m = await waiting(go, 7, { max_idle: 1, chunk: 2, requirements: "false" });
  // HTCondor may make another job between two looks.
  await until(async () => {
    const { UNMATERIALIZED, IDLE = 0, ...others } = await counts(m);
    assertEquals(others, {});
    return IDLE > 0 && IDLE + (UNMATERIALIZED ?? 0) === 7 &&
      IDLE === 2 * (await procsOf(m)).length;
  });
  const jobs = (await procsOf(m)).length;
  assert(jobs < 4, `there are ${jobs} jobs`);
  await m.hold();
  const error = await assertRejects(() => m.get(0), htmap.errors.MapComponentHeld);
  assertEquals(error.component, 0);
  await m.remove();
  // HTCondor clears a cluster away some time after its jobs.
  await until(async () => await factoryOf(m, "ClusterId") === "");
});

test("hold() stops what makes jobs late, too, and release() has it go on", async (box) => {
  const go = `${box.root}/go`;
  const m = await waiting(go, 6, { max_materialize: 2 });
  await until(async () => (await counts(m)).RUNNING === 2);
  await m.hold();
  // The queue says so at once. The log tells first that they were taken off their machines, and then that
  // they are held.
  const holds = async (): Promise<number> =>
    (await Deno.readTextFile(m.paths.events)).match(/^012 /gm)?.length ?? 0;
  await until(async () => await holds() >= 2);
  await untilCounts(m, { HELD: 2, UNMATERIALIZED: 4 });
  assertEquals(await factoryOf(m, "JobMaterializePaused"), "1");
  await Deno.writeTextFile(go, "");
  await m.release();
  assertEquals(await m.toArray({ timeout: PATIENCE }), [0, 2, 4, 6, 8, 10]);
});

/** Gives what is warned of meanwhile. */
async function warnedBy(act: () => Promise<unknown>): Promise<string[]> {
  const [lines, { warn }] = [[] as string[], console];
  console.warn = (...args: unknown[]): void => void lines.push(args.join(" "));
  try {
    await act();
  } finally {
    console.warn = warn;
  }
  return lines;
}

test("setMemory() reaches jobs that are still to be made, and says which it cannot reach", async (box) => {
  const go = `${box.root}/go`;
  const memoryOf = async (m: htmap.HTMap<[number], number>): Promise<string[]> => {
    const args = ["-constraint", `HTMapUUID == "${m.paths.uuid}"`, "-af", "RequestMemory"];
    return (await runTool("condor_q", args, "failed")).stdout.trim().split("\n");
  };
  const m = await waiting(go, 4, { max_materialize: 1, request_memory: "50MB" });
  await until(async () => (await counts(m)).RUNNING === 1);
  assertEquals(await warnedBy(() => m.setMemory(60)), []);
  assertEquals(await memoryOf(m), ["60"]);
  // The first goes, and the next is made.
  const first = `HTMapUUID == "${m.paths.uuid}" && ProcId == 0`;
  await runTool("condor_rm", ["-constraint", first], "failed");
  await until(async () => (await procsOf(m)).join() === "1");
  await until(async () => (await counts(m)).REMOVED === 1);
  assertEquals(await memoryOf(m), ["60"]);
  await m.remove();

  const each = await waiting(go, 3, {
    max_materialize: 1,
    request_memory: ["51MB", "52MB", "53MB"],
  });
  await until(async () => (await counts(each)).RUNNING === 1);
  const [said = ""] = await warnedBy(() => each.setMemory(70));
  assertStringIncludes(said, "UNMATERIALIZED each have a value of their own");
  assertEquals(await memoryOf(each), ["70"]);
  await each.remove();
});
