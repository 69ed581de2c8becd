import { assertEquals, assertNotEquals } from "../deps.ts";
import { submitNotes } from "../../lib/events/log.ts";
import { EventLog, eventText } from "../../lib/events/writer.ts";
import { reserveSubmission } from "../../lib/map/map_files.ts";
import { readLock } from "../../lib/backend/local/lock.ts";
import * as htmap from "../../mod.ts";
import { sandbox } from "../helpers/sandbox.ts";
import { testMaps } from "../helpers/map_behaviour.ts";
import { PATIENCE } from "../helpers/patience.ts";

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

Deno.test("a rerun that was killed before its jobs were submitted loses nothing, and can be done again", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const m = await htmap.map((x: number) => 2 * x, [1, 2], { backend: "local", quiet: true });
    await m.wait();
    // As it is left: the number is taken, and the log says that there are jobs.
    assertEquals(await reserveSubmission(m.paths, [1]), 1);
    await Deno.writeTextFile(m.paths.localReservation(2), "");
    {
      using log = new EventLog(m.paths.events, false);
      const notes = submitNotes(1);
      log.write(eventText({ cluster: 2, proc: 0 }, { event: "submitted", notes }, new Date()));
    }
    await m.wait({ timeout: PATIENCE });
    assertEquals(await m.toArray(), [2, 4]);
    await m.rerun([1]);
    assertEquals(await m.toArray({ timeout: PATIENCE }), [2, 4]);
    await m.remove();
  });
});
