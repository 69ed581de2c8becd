import { assertEquals, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { sandbox } from "../helpers/sandbox.ts";

const TWO_DAYS_AGO = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);

Deno.test("clean() removes runtimes that no map needs any more, a day after their last use", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const m = await htmap.map((x: number) => x, [1], {
      backend: "local",
      quiet: true,
      tag: "kept",
    });
    await m.wait();
    const [used] = await htmap.transplants();
    const old = "0123456789abcdef";
    const fresh = "fedcba9876543210";
    for (const id of [old, fresh]) {
      await Deno.mkdir(`${box.directory.transplants}/${id}`);
      await Deno.writeTextFile(`${box.directory.transplants}/${id}/htmap`, "a program");
    }
    for (const id of [used?.id, old]) {
      await Deno.utime(`${box.directory.transplants}/${id}`, TWO_DAYS_AGO, TWO_DAYS_AGO);
    }
    assertStringIncludes(await htmap.transplantInfo(), old);
    await htmap.clean();
    assertEquals((await htmap.transplants()).map(({ id }) => id).sort(), [fresh, used?.id].sort());
    await m.remove();
    await htmap.clean();
    assertEquals((await htmap.transplants()).map(({ id }) => id), [fresh]);
  });
});
