import { assertEquals, assertRejects } from "../../deps.ts";
import { JobHold } from "../../../lib/backend/local/hold.ts";
import { fillScratch } from "../../../lib/backend/local/scratch.ts";
import { sandbox } from "../../helpers/sandbox.ts";

Deno.test("fillScratch() makes a directory, and nothing anew of a map that was removed meanwhile", async () => {
  await using box = await sandbox();
  const local = `${box.root}/map/local`;
  await assertRejects(() => fillScratch(`${local}/scratch/1.0`, [], []), JobHold);
  assertEquals([...Deno.readDirSync(box.root)].map(({ name }) => name), ["home"]);
  await Deno.mkdir(local, { recursive: true });
  await Deno.writeTextFile(`${box.root}/data`, "data");
  for (let run = 0; run < 2; run++) {
    await fillScratch(`${local}/scratch/1.0`, [], [`${box.root}/data`]);
    assertEquals([...Deno.readDirSync(`${local}/scratch/1.0`)].map(({ name }) => name), ["data"]);
  }
});
