/**
 * What several components in a job promise on any backend, where the map was made one to a job and they run
 * again: registered once for the local backend and once for a pool.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import type { BackendName } from "../../lib/backend/backend.ts";
import { isThere } from "../../lib/base/files.ts";
import { MapHandle } from "../../lib/map/handle.ts";
import { rerun } from "../../lib/map/rerun.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";
import * as htmap from "../../mod.ts";
import { testsOn } from "./on_backend.ts";

const { errors } = htmap;

/** Registers the tests. */
export function testChunks(backend: BackendName): void {
  const test = testsOn(backend);

  test("rerun({ chunk }) runs several components in a job that were made one to a job", async (options) => {
    // The inputs are so large that each is in a file of its own.
    const inputs = Array.from({ length: 7 }, (_, i) => `${i}${"x".repeat(40_000)}`);
    const m = await htmap.map(work, inputs, options);
    await m.wait({ errorsOk: true });
    await m.rerun(undefined, { chunk: 3 });
    await check(m, [0, 1, 2, 3, 4, 5, 6], "run 1");
    assertEquals(await jobsOf(m, 1), 3);
    assertEquals(outputs(m), ["0.1.err", "0.1.out", "3.1.err", "3.1.out", "6.1.out", "files"]);

    // What others share with them stays.
    await m.rerun([6, 1, 3], { chunk: 2 });
    await check(m, [0, 2, 4, 5], "run 1");
    await check(m, [1, 3, 6], "run 2");
    assertEquals(await jobsOf(m, 2), 2);
    await m.rerun([2, 0]);
    await check(m, [0, 2], "run 3");
    await check(m, [4, 5], "run 1");
    await check(m, [1, 3, 6], "run 2");
    assertEquals(await jobsOf(m, 3), 2);
    assert(!isThere(m.paths.output(0, 1)) && isThere(m.paths.output(3, 1)));

    // Another process finds the same, with what was kept of the state and without.
    for (const forget of [false, true]) {
      if (forget && isThere(m.paths.state)) await Deno.remove(m.paths.state);
      const other = await MapHandle.open(HTMapDirectory.current(), m.tag, m.paths.uuid);
      await other.look();
      assertEquals(other.state.statuses(), await m.componentStatuses());
      assertEquals(await other.results.output(3), "3 run 2");
      assertEquals(await other.results.output(4), "4 run 1");
    }
  });

  test("a rerun map is known to be at work, and can be held, though its jobs run several", async (options) => {
    const m = await htmap.map((x: number) => 2 * x, htmap.range(6), options);
    await m.wait();
    const long = await htmap.map(
      async (x: number) => {
        while (!await Deno.stat(`${Deno.env.get("GO")}`).then(() => true, () => false)) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return x;
      },
      htmap.range(6),
      { ...options, mapOptions: { environment: `GO=${m.paths.root}/go` } },
    );
    await Deno.writeTextFile(`${m.paths.root}/go`, "");
    await long.wait();
    await Deno.remove(`${m.paths.root}/go`);
    await long.rerun([1, 2, 4, 5], { chunk: 3 });
    await assertRejects(() => long.rerun([2]), errors.CannotRerunComponents);
    await long.hold();
    // Of what ran, HTCondor logs that it is idle before it logs the hold: the next look may not show it.
    let holds = await long.holds();
    for (; holds.size < 4; holds = await long.holds()) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertEquals([...holds.keys()], [1, 2, 4, 5]);
    // Where the log says nothing, the queue does, of all of them.
    await Deno.remove(long.paths.events);
    const other = await MapHandle.open(HTMapDirectory.current(), long.tag, long.paths.uuid);
    await other.look();
    // A look does without an answer that is long in coming.
    for (; other.asking.answered === undefined; await other.look()) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertEquals(other.state.statuses().filter((status) => status === "HELD").length, 4);
    // First this: HTCondor may not have ended what ran, which would then end well, be held and run twice.
    await long.release();
    await Deno.writeTextFile(`${m.paths.root}/go`, "");
    assertEquals(await long.get(5), 5);
    assertEquals(await long.get(1), 1);
  });

  test("rerun({ chunk }) puts jobs together that run several already, and takes none apart", async (options) => {
    const m = await htmap.map((x: number) => x + 1, htmap.range(9), {
      ...options,
      mapOptions: { chunk: 2 },
    });
    await m.wait();
    await m.rerun(undefined, { chunk: 5 });
    assertEquals(await m.toArray(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assertEquals(await jobsOf(m, 1), 3);
    await m.rerun([0], { chunk: 1 });
    assertEquals(await m.toArray(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assertEquals(await jobsOf(m, 2), 1);
  });

  test("what ends in the middle of such a job fails, and what came before it counts", async (options) => {
    const die = (x: number): number => {
      if (x === 2 && Deno.env.get("HTMAP_OUTPUT_FILES_DIR")?.endsWith(".1")) {
        Deno.kill(Deno.pid, "SIGKILL");
      }
      return x;
    };
    const m = await htmap.map(die, htmap.range(5), options);
    await m.wait();
    await m.rerun(undefined, { chunk: 4 });
    await m.wait({ errorsOk: true });
    assertEquals(await m.componentStatuses(), [
      "COMPLETED",
      "COMPLETED",
      "ERRORED",
      "ERRORED",
      "COMPLETED",
    ]);
    assertEquals([await m.get(0), await m.get(4)], [0, 4]);
    assertStringIncludes((await m.getError(2)).report(), "Components 0 to 1");
  });

  test("rerun({ chunk }) refuses what cannot be", async (options) => {
    const m = await htmap.map((x: number) => x, [1, 2], {
      ...options,
      mapOptions: { environment: "A=$(component)" },
    });
    await m.wait();
    for (const chunk of [0, 1.5, "a" as "advised"]) {
      await assertRejects(() => m.rerun(undefined, { chunk }), errors.InvalidOption, "chunk");
    }
    await assertRejects(
      () => m.rerun(undefined, { chunk: 2 }),
      errors.InvalidOption,
      "options, or input files, of their own",
    );
    assertEquals(await m.toArray(), [1, 2]);
    await m.rerun(undefined, { chunk: 1 });
    assertEquals(await m.toArray(), [1, 2]);

    // The runtime that a map was made with runs it, and an earlier one could not run jobs together.
    const earlier = await htmap.map((x: number) => x, [1, 2], options);
    await earlier.wait();
    const description = JSON.parse(await Deno.readTextFile(earlier.paths.description));
    delete description.runsTogether;
    await Deno.writeTextFile(earlier.paths.description, JSON.stringify(description));
    const directory = HTMapDirectory.current();
    const handle = await MapHandle.open(directory, earlier.tag, earlier.paths.uuid);
    await assertRejects(
      () => rerun(handle, [0, 1], { chunk: 2 }),
      errors.InvalidOption,
      "earlier version of htmap",
    );
    await rerun(handle, [0, 1], { chunk: 1 });
    assertEquals(await earlier.toArray(), [1, 2]);
  });

  test('rerun({ chunk: "advised" }) goes by how long the components took', async (options) => {
    const m = await htmap.map((x: number) => x, htmap.range(100), {
      ...options,
      mapOptions: { chunk: 1, request_cpus: 1 },
    });
    await m.wait();
    await m.rerun(undefined, { chunk: "advised" });
    assertEquals(await m.toArray(), [...htmap.range(100)]);
    assertEquals(await jobsOf(m, 1), 50);
  });
}

async function work(input: string): Promise<string> {
  const component = input.slice(0, 1);
  const [, run = 0] = /\.(\d+)$/.exec(Deno.env.get("HTMAP_OUTPUT_FILES_DIR") ?? "") ?? [];
  console.log(`${component} prints in run ${run}`);
  if (component === "2" || component === "5") throw new Error(`${component} fails in run ${run}`);
  await Deno.writeTextFile("file.txt", `${component} writes in run ${run}`);
  await htmap.transferOutputFiles("file.txt");
  return `${component} run ${run}`;
}

/** Checks what came of components of `work`. */
async function check(
  m: htmap.HTMap<[string], string>,
  components: readonly number[],
  run: string,
): Promise<void> {
  for (const component of components) {
    if (component === 2 || component === 5) {
      const error = await m.getError(component);
      assertStringIncludes(error.report(), `${component} fails in ${run}`);
    } else {
      assertEquals(await m.get(component), `${component} ${run}`);
      const directory = await m.outputFiles.get(component);
      const file = await Deno.readTextFile(`${directory}/file.txt`);
      assertEquals(file, `${component} writes in ${run}`);
    }
    assertEquals(await m.stdout.get(component), `${component} prints in ${run}\n`);
  }
}

/** A map of whatever function. */
type Placed = Pick<htmap.HTMap, "paths">;

/** How many of HTCondor's jobs a submission is. */
async function jobsOf({ paths }: Placed, submission: number): Promise<number> {
  const description = await Deno.readTextFile(paths.submitDescription(submission));
  const [, count] = /^queue (\d+)$/m.exec(description) ?? [];
  if (count !== undefined) return Number(count);
  return (await Deno.readTextFile(paths.itemData(submission))).trim().split("\n").length;
}

function outputs({ paths }: Placed): string[] {
  return [...Deno.readDirSync(paths.outputs)].map(({ name }) => name).sort();
}
