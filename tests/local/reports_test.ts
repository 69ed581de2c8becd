import { assert, assertEquals, assertStringIncludes } from "../deps.ts";
import { FROM_SOURCE, Place } from "../helpers/cli.ts";
import { testReports } from "../helpers/report_behaviour.ts";

testReports("local");

Deno.test("htmap map takes -o captureLocals=true, and htmap components --runs shows how long all took", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.write(
    "work.ts",
    "export default (x: number) => { const y = x + 1; if (y > 1) throw new Error(`${y}`); return y; };",
  );
  const map = ["map", "work.ts", "-r", "0:2", "-t", "work"];
  await place.ok([...map, "-o", "captureLocals=true"]);
  await place.run(["wait", "work"]);
  assertStringIncludes(
    await place.ok(["errors", "work"]),
    "Local variables:\n        x = 1\n        y = 2",
  );
  const table = (await place.ok(["components", "work", "--runs"])).split("\n");
  assertStringIncludes(table[0] ?? "", "Component  State      Host");
  assert(
    table.some((line) => /^ +0 +COMPLETED +\S+ +20\d\d-.* \d[\d.]* (?:ms|s|min|h)\b/.test(line)),
    table.join("\n"),
  );
  const failed = await place.ok(["components", "work", "--runs", "--status", "errored"]);
  assertEquals(failed.trim().split("\n").length, 3);
  const wrong = await place.run([...map, "-o", "captureLocals=perhaps"]);
  assertEquals(wrong.code, 2);
  assertStringIncludes(wrong.stderr, "captureLocals must be true or false");
});
