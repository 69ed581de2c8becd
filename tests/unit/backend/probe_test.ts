import { assertEquals } from "../../deps.ts";
import { sweepProbes } from "../../../lib/backend/pool/probe.ts";
import { sandbox } from "../../helpers/sandbox.ts";

Deno.test("sweepProbes() removes old probes only, and minds no file that goes meanwhile", async () => {
  await using box = await sandbox();
  const { pool } = box.directory;
  for (const name of ["old", "new"]) await Deno.mkdir(`${pool}/${name}`, { recursive: true });
  await Deno.utime(`${pool}/old`, 0, 0);
  await Deno.writeTextFile(`${pool}/known.json`, "{}");
  await Deno.utime(`${pool}/known.json`, 0, 0);
  // As what is gone between being listed and being looked at.
  await Deno.symlink(`${pool}/gone`, `${pool}/written-anew`);
  await sweepProbes(box.directory);
  const names = (await Array.fromAsync(Deno.readDir(pool))).map(({ name }) => name);
  assertEquals(names.sort(), ["known.json", "new", "written-anew"]);
});
