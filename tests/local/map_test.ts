import { assertNotEquals } from "../deps.ts";
import { readLock } from "../../lib/backend/local/lock.ts";
import * as htmap from "../../mod.ts";
import { sandbox } from "../helpers/sandbox.ts";
import { testMaps } from "../helpers/map_behaviour.ts";

testMaps("local");

Deno.test("the local scheduler is out of reach of the terminal that the map was made in", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const m = await htmap.map(() => new Promise(() => setInterval(() => {}, 1000)), [1], {
      backend: "local",
      quiet: true,
    });
    let { holder } = readLock(m.paths);
    while (!holder) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      ({ holder } = readLock(m.paths));
    }
    const field = (pid: number | "self", index: number): string | undefined => {
      const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[index];
    };
    for (const group of [2, 3]) {
      assertNotEquals(field(holder.pid, group), field("self", group));
    }
    await m.remove();
  });
});
