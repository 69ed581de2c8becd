/** What jobs ask a pool for when nobody says anything. */

import { assertEquals } from "../deps.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import * as htmap from "../../mod.ts";
import { ON_POOL, testOnPool as test } from "../helpers/on_pool.ts";
import { PATIENCE } from "../helpers/patience.ts";
import { saidBy } from "../helpers/said.ts";

const ATTRIBUTES = ["RequestCpus", "RequestMemory", "RequestDisk", "KeepClaimIdle"];

/** What the job of a map asks for in the end, and what was said on standard error when it was made. */
async function asked(mapOptions: htmap.MapOptions = {}): Promise<[asked: string, said: string]> {
  let map: htmap.HTMap<[number], number> | undefined;
  const said = await saidBy(async () => {
    const options = { ...ON_POOL, mapOptions: { ...mapOptions, hold: true } };
    const { warn } = console;
    console.warn = (text: string) => console.error(text); // condor_submit's warnings
    map = await htmap.map((x: number) => x, [1], options).finally(() => console.warn = warn);
  });
  const which = `HTMapUUID == "${map?.paths.uuid}"`;
  const { stdout } = await runTool(
    "condor_q",
    ["-constraint", which, "-af", ...ATTRIBUTES],
    "failed",
  );
  await map?.remove();
  return [stdout.trim(), said.join("\n")];
}

test("jobs ask for what HTMap's ask for, whatever of it is not said otherwise in any spelling", async () => {
  assertEquals(await asked(), ["1 128 1048576 30", ""]);
  for (const key of ["request_memory", "RequestMemory", "REQUEST_MEMORY"]) {
    assertEquals(await asked({ [key]: "2GB" }), ["1 2048 1048576 30", ""]);
  }
  const more = { request_cpus: 2, request_disk: "5GB", keep_claim_idle: 5 };
  assertEquals(await asked(more), ["2 128 5242880 5", ""]);
  htmap.settings.set("MAP_OPTIONS.REQUEST_MEMORY", "250MB");
  assertEquals(await asked({ request_disk: "2GB" }), ["1 250 2097152 30", ""]);
  assertEquals(await asked({ customOptions: { RequestMemory: 512 } }), ["1 512 1048576 30", ""]);
  const [none] = await asked({ request_memory: null, request_cpus: null, keep_claim_idle: null });
  assertEquals(none.split(" ").at(-1), "undefined");
});

test("by default a job has the disk space that its files and its program need", async (box) => {
  await Deno.writeTextFile(`${box.root}/large`, "");
  await Deno.truncate(`${box.root}/large`, 3 * 1024 ** 3);
  const [all] = await asked({ fixedInputFiles: `${box.root}/large` });
  const disk = Number(all.split(" ")[2]);
  assertEquals(disk > 3 * 1024 ** 2 && disk < 3.3 * 1024 ** 2, true, all);
});

for (const method of ["shared", "transplant", "auto"]) {
  test(`what jobs ask for by default is enough for a simple map (${method})`, async () => {
    htmap.settings.set("DELIVERY_METHOD", method);
    const asked = (x: number): [number, string | undefined] => {
      const ad = Deno.readTextFileSync(".job.ad");
      return [2 * x, /^RequestMemory = (\d+)$/m.exec(ad)?.[1]];
    };
    const m = await htmap.map(asked, [1, 2], ON_POOL);
    assertEquals(await m.toArray({ timeout: PATIENCE }), [[2, "128"], [4, "128"]]);
  });
}
