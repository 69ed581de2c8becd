import { assertEquals, assertStringIncludes } from "../deps.ts";
import { FROM_SOURCE, Place } from "../helpers/cli.ts";

Deno.test("htmap collect copies output files and prints their paths; what is there stays", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.write(
    "plot.ts",
    `import * as htmap from ${JSON.stringify(FROM_SOURCE.htmap)};
    export default async (x: number) => {
      await Deno.writeTextFile("p.txt", String(x));
      await htmap.transferOutputFiles("p.txt");
      if (x === 2) throw new Error("two");
    };`,
  );
  await place.ok(["map", "plot.ts", "-r", "0:3", "-t", "plots"]);
  const failed = await place.run(["collect", "plots", "figures"]);
  assertEquals([failed.code, failed.stdout], [1, ""]);
  assertStringIncludes(failed.stderr, "Error: two");
  const printed = await place.ok(["collect", "plots", "figures", "--errors-ok"]);
  const expected = [0, 1, 2].map((component) => `figures/${component}/p.txt`);
  const lines = printed.trim().split("\n");
  assertEquals(lines.map((line) => line.slice(line.indexOf("figures/"))), expected);
  assertEquals(await Promise.all(lines.map((line) => Deno.readTextFile(line))), ["0", "1", "2"]);

  assertEquals(await place.ok(["collect", "plots", "figures", "--errors-ok"]), printed);
  await place.write("figures/0/p.txt", "mine");
  const again = await place.run(["collect", "plots", "figures", "--errors-ok"]);
  assertEquals([again.code, again.stdout], [1, ""]);
  assertStringIncludes(again.stderr, "0/p.txt is there already");
  await place.ok(["collect", "plots", "figures", "--errors-ok", "--overwrite"]);
  const flat = await place.run(["collect", "plots", "flat", "--errors-ok", "--flat"]);
  assertStringIncludes(flat.stderr, "Components 0 and 1 have both sent");
  const wrong = await place.run(["collect", "plots"]);
  assertEquals(wrong.code, 2);
});
