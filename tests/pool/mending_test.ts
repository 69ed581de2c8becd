import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import { askPool } from "../../lib/backend/pool/facts.ts";
import { chosenSchedd } from "../../lib/backend/schedds.ts";
import * as htmap from "../../mod.ts";
import { testMending } from "../helpers/mending_behaviour.ts";
import { ON_POOL, testOnPool, untilAnswered } from "../helpers/on_pool.ts";

testMending("htcondor");

const { errors } = htmap;

testOnPool("what HTCondor refuses leaves neither jobs nor a version of the map", async () => {
  const m = await htmap.map((x: number) => x, [1, 2], ON_POOL);
  await m.wait();
  const mended = (x: number): number => 2 * x;
  await assertRejects(
    () => m.rerun([0], { with: mended, mapOptions: { request_memory: "a lot (" } }),
    errors.HTCondorError,
  );
  assertEquals((await m.versions()).length, 1);
  assertEquals([...Deno.readDirSync(m.paths.versions)], []);
  await m.rerun([0]);
  assertEquals(await m.toArray(), [1, 2]);
});

testOnPool(
  "a mended function goes where the program does, once a node if the pool can do that",
  async (box) => {
    const isCommon = (await askPool(chosenSchedd(), {})).commonCpus > 0;
    htmap.settings.set("DELIVERY_METHOD", isCommon ? "common" : "transplant");
    const [first, second] = [`${box.root}/data.txt`, `${box.root}/new/data.txt`];
    await Deno.mkdir(`${box.root}/new`);
    await Deno.writeTextFile(first, "first", { mode: 0o644 });
    await Deno.writeTextFile(second, "second", { mode: 0o644 });
    const read = async (x: number): Promise<string> =>
      `${x} ${await Deno.readTextFile("data.txt")}`;
    const mapOptions = { chunk: 2, fixedInputFiles: first };
    const m = await untilAnswered(() =>
      htmap.map(read, htmap.range(4), { ...ON_POOL, mapOptions })
    );
    assertEquals(await m.toArray(), ["0 first", "1 first", "2 first", "3 first"]);
    await m.rerun([1, 2], {
      with: async (x: number) => `mended ${x} ${await Deno.readTextFile("data.txt")}`,
      mapOptions: { fixedInputFiles: second },
    });
    assertEquals(await m.toArray(), ["0 first", "mended 1 second", "mended 2 second", "3 first"]);
    const description = await Deno.readTextFile(m.paths.submitDescription(1));
    assertStringIncludes(description, "versions/2/htmap_function.mjs");
    assertEquals(description.includes("CommonInputFiles"), isCommon);
  },
);

testOnPool(
  "what runs again asks for the memory that it is mended with, and the ad says what it runs",
  async () => {
    const m = await htmap.map((x: number) => x, htmap.range(4), {
      ...ON_POOL,
      mapOptions: { chunk: 2, request_memory: "100MB" },
    });
    await m.wait();
    await m.rerun([1, 2], { chunk: 2, mapOptions: { request_memory: "300MB", hold: true } });
    const args = ["-constraint", `HTMapUUID == "${m.paths.uuid}"`, "-af:V"];
    const asked = await runTool(
      "condor_q",
      [...args, "RequestMemory", "HTMapComponents"],
      "asks",
      {},
    );
    assertEquals(asked.stdout.trim(), '300 "1-2"');
    while ((await m.holds()).size === 0) await pause(); // once the queue has answered
    assertEquals([...(await m.holds()).keys()], [1, 2]);
    await m.release();
    assertEquals(await m.toArray(), [0, 1, 2, 3]);
    assert((await m.versions())[1]?.mapOptions.request_memory === "300MB");
  },
);

testOnPool(
  "components of jobs that are made little by little run again without the others",
  async (box) => {
    const m = await htmap.map((x: number) => x, htmap.range(12), {
      ...ON_POOL,
      mapOptions: { chunk: 3 },
    });
    await m.wait();
    const some = [0, 2, 4, 6, 8, 10];
    const gate = `${box.root}/gate`;
    const gated = async (x: number): Promise<number> => {
      while (!await Deno.stat(gate).then(() => true, () => false)) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return 10 * x;
    };
    await m.rerun(some, { with: gated, mapOptions: { max_materialize: 1 } });
    const refused = await assertRejects(() => m.rerun([1, 10]), errors.CannotRerunComponents);
    assertEquals(refused.components, [10]);
    await Deno.writeTextFile(gate, "");
    await m.wait();
    assertEquals(
      await m.toArray(),
      [...htmap.range(12)].map((x) => some.includes(x) ? 10 * x : x),
    );
  },
);

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}
