/** What a map knows by its queue when its event log is silent. */

import { isThere, removeTree } from "../../lib/base/files.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import * as htmap from "../../mod.ts";
import { ON_POOL, testOnPool as test, until } from "../helpers/on_pool.ts";
import { PATIENCE } from "../helpers/patience.ts";
import { SECOND_SCHEDD } from "../toolchain/pool_config.ts";

const { errors } = htmap;

const forever = (): Promise<void> => new Promise(() => setInterval(() => {}, 1000));

/** How many jobs of a map a schedd has, not counting those that it is removing. */
async function jobsAt(map: { paths: { uuid: string } }, ...schedd: string[]): Promise<number> {
  const constraint = `HTMapUUID == "${map.paths.uuid}" && JobStatus != 3`;
  const args = [...schedd, "-constraint", constraint, "-af", "ClusterId"];
  const { stdout } = await runTool("condor_q", args, "failed");
  return stdout.split("\n").filter(Boolean).length;
}

test("a map that is submitted with hold = True is HELD, with HTCondor's reason", async () => {
  const m = await htmap.map((x: number) => x, [1], {
    ...ON_POOL,
    tag: "held-at-once",
    mapOptions: { hold: true },
  });
  await until(async () => (await m.componentStatuses())[0] === "HELD"); // once the queue has answered
  assertEquals((await m.holds()).get(0)?.code, 15);
  const held = await assertRejects(() => m.wait({ timeout: PATIENCE }), errors.MapComponentHeld);
  assertEquals(held.code, 15);
  await m.release();
  assertEquals(await m.get(0, { timeout: PATIENCE }), 1);
});

test("jobs that HTCondor holds without being able to log it are HELD, and go on when there is room again", async () => {
  const m = await htmap.map((x: number) => x, [1], {
    ...ON_POOL,
    tag: "full-disk",
    mapOptions: { requirements: 'Machine == "nowhere"' },
  });
  const log = await Deno.readFile(m.paths.events);
  await Deno.remove(m.paths.events);
  await Deno.symlink("/dev/full", m.paths.events); // any write to it says that the disk is full
  const where = ["-constraint", `HTMapUUID == "${m.paths.uuid}"`];
  await runTool("condor_hold", ["-reason", "no space left", ...where], "failed");
  await until(async () => (await m.componentStatuses())[0] === "HELD");
  assertStringIncludes(await m.holdReport(), "no space left");
  await assertRejects(
    () => m.wait({ timeout: PATIENCE }),
    errors.MapComponentHeld,
    "no space left",
  );
  await Deno.remove(m.paths.events);
  await Deno.writeFile(m.paths.events, log);
  assertEquals((await htmap.load("full-disk")).tag, "full-disk");
  await runTool("condor_qedit", [...where, "Requirements", "true"], "failed");
  await m.release();
  assertEquals(await m.get(0, { timeout: PATIENCE }), 1);
});

test("jobs whose map was moved are HELD, and the reason says from where to where", async (box) => {
  const m = await htmap.map((x: number) => x, [1], {
    ...ON_POOL,
    tag: "moved",
    mapOptions: { requirements: 'Machine == "nowhere"' },
  });
  const before = box.directory.root;
  const after = `${box.root}/elsewhere`;
  await Deno.rename(before, after);
  htmap.settings.set("HTMAP_DIR", after);
  try {
    const where = ["-constraint", `HTMapUUID == "${m.paths.uuid}"`];
    await runTool("condor_qedit", [...where, "Requirements", "true"], "failed");
    const script = [
      `import * as htmap from "${new URL("../../mod.ts", import.meta.url)}";`,
      `const moved = await htmap.load("moved");`,
      `await moved.wait({ timeout: ${PATIENCE} }).catch((error) => console.log(error.name, error.message));`,
      `console.log(await moved.componentStatuses());`,
    ].join("\n");
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", script],
      env: { HTMAP_DIR: after },
    }).output();
    const said = new TextDecoder().decode(stdout);
    assertStringIncludes(said, "MapComponentHeld");
    assertStringIncludes(said, `${before}/maps/`);
    assertStringIncludes(said, `move it back`);
    assertStringIncludes(said, `[ "HELD" ]`);
    // HTCondor 25 makes a directory that is gone anew, for the events of the job.
    assertEquals(said.includes("delete what HTCondor has since made there"), isThere(before));
  } finally {
    await removeTree(before);
    await Deno.rename(after, before);
    htmap.settings.set("HTMAP_DIR", before);
  }
  await m.release();
  assertEquals(await m.get(0, { timeout: PATIENCE }), 1);
});

test("what is done to a map is done at the schedd that has its jobs, whatever the settings say", async () => {
  htmap.settings.set("HTCONDOR.SCHEDULER", SECOND_SCHEDD);
  const there = ["-name", SECOND_SCHEDD];
  // They never run, so that they leave the queue at once.
  const mapOptions = { requirements: "false" };
  const m = await htmap.map(forever, [1, 2], { ...ON_POOL, tag: "second", mapOptions });
  htmap.settings.set("HTCONDOR.SCHEDULER", null);
  assertEquals([await jobsAt(m), await jobsAt(m, ...there)], [0, 2]);
  await m.hold();
  await until(async () => (await m.componentStatuses()).every((status) => status === "HELD"));
  await assertRejects(() => m.rerun(), errors.CannotRerunComponents);
  htmap.settings.set("HTCONDOR.SCHEDULER", "no-such-schedd");
  await m.release();
  await m.setMemory(77);
  const asked = await runTool("condor_q", [
    ...there,
    "-constraint",
    `HTMapUUID == "${m.paths.uuid}"`,
    "-af",
    "RequestMemory",
  ], "failed");
  assertEquals(asked.stdout.trim().split("\n"), ["77", "77"]);
  const { root } = m.paths;
  await m.remove();
  assertEquals([await jobsAt(m, ...there), isThere(root)], [0, false]);
  htmap.settings.set("HTCONDOR.SCHEDULER", null);
});

test("the schedd of a map that cannot be reached is named, and nothing is deleted", async () => {
  const m = await htmap.map(forever, [1], { ...ON_POOL, tag: "out-of-reach" });
  const note = m.paths.schedd(0);
  const written = await Deno.readTextFile(note);
  await Deno.writeTextFile(note, JSON.stringify({ name: "gone@nowhere" }));
  try {
    for (const act of [() => m.hold(), () => m.rerun(), () => m.remove()]) {
      const error = await assertRejects(act, errors.HTCondorError);
      assertStringIncludes(error.message, "gone@nowhere");
    }
    assert(isThere(m.paths.description));
    assertEquals((await htmap.getTags()).includes("out-of-reach"), true);
  } finally {
    await Deno.writeTextFile(note, written);
  }
});

test("rerun() whose events cannot be logged loses nothing, and its results are found", async (box) => {
  const marker = `${box.root}/second`;
  const m = await htmap.map(
    async (x: number) => {
      return await Deno.stat(marker).then(() => 10 * x, () => x);
    },
    [1, 2],
    { ...ON_POOL, tag: "unlogged" },
  );
  await m.wait({ timeout: PATIENCE });
  await Deno.writeTextFile(marker, "");
  await Deno.chmod(m.paths.events, 0o400);
  try {
    await m.rerun([1]);
  } catch (error) {
    assert(error instanceof errors.HTCondorError, String(error)); // it may refuse, if nothing is lost
    assertEquals(await m.toArray(), [1, 2]);
    return;
  } finally {
    await Deno.chmod(m.paths.events, 0o600);
  }
  assertEquals(await m.get(0, { timeout: PATIENCE }), 1);
  assertEquals(await m.get(1, { timeout: PATIENCE }), 20);
});

test("jobs that HTCondor has still to make are not taken for lost", async () => {
  const m = await htmap.map(forever, [1, 2, 3], {
    ...ON_POOL,
    tag: "late",
    mapOptions: { max_materialize: 1 },
  });
  await until(async () => (await m.componentStatuses())[0] === "RUNNING");
  // Longer than it takes to ask, and to look again.
  await assertRejects(() => m.wait({ timeout: 6_000 }), errors.TimeoutError);
  assertEquals(await m.componentStatuses(), ["RUNNING", "UNMATERIALIZED", "UNMATERIALIZED"]);
  await assertRejects(() => m.rerun([2]), errors.CannotRerunComponents);
});
