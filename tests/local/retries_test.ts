import { assert, assertEquals, assertStringIncludes } from "../deps.ts";
import { FROM_SOURCE, Place } from "../helpers/cli.ts";
import { testRetries } from "../helpers/retry_behaviour.ts";

testRetries("local");

Deno.test("limits of all maps are settings, in seconds, and those of a map go before", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.write(
    "work.js",
    `export default (x) => {
       while (x === 7);
       const path = \`${place.root}/runs-\${x}\`;
       Deno.writeTextFileSync(path, "x", { append: true });
       if (Deno.readTextFileSync(path).length === 1) throw new Error("once");
       return x;
     };`,
  );
  await place.ok(["set", "MAP_OPTIONS.retries", "1"]);
  await place.ok(["set", "MAP_OPTIONS.timeLimit", "1000"]);
  await place.ok(["map", "work.js", "--range", "1:3", "--tag", "twice", "--wait"]);
  assertEquals(await place.ok(["results", "twice"]), "1\n2\n");
  const none = ["map", "work.js", "--range", "4:5", "--tag", "once", "-o", "retries=0"];
  await place.ok(none);
  await place.ok(["wait", "once", "--errors-ok"]);
  assertEquals(await place.ok(["components", "once"]), "0 ERRORED\n");
  const short = ["-o", "timeLimit=4.5", "-o", "retries=0"];
  await place.ok(["map", "work.js", "--range", "7:8", "--tag", "short", ...short]);
  await place.ok(["wait", "short", "--errors-ok"]);
  assertStringIncludes(await place.ok(["errors", "short"]), "time limit of 4.5 s");
  const { code, stderr } = await place.run(["set", "MAP_OPTIONS.timeLimit", "never"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "timeLimit is a number of seconds above 0");
});

Deno.test("whoever asks for max_retries is told once what it does not do, unless quiet", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.write("work.js", "export default (x) => x;");
  const map = async (...more: string[]): Promise<string> =>
    (await place.run(["map", "work.js", "--range", "0:1", ...more])).stderr;
  assertStringIncludes(await map("-o", "max_retries=3"), "give retries: 3 in its place");
  const quiet = await map("-o", "max_retries=3", "--quiet");
  assert(!quiet.includes("max_retries"), quiet);
  const plain = await map("-o", "retries=3");
  assert(!plain.includes("max_retries"), plain);
  assertStringIncludes(
    await map("-o", "retries=3", "-o", "max_retries=3"),
    'The map option "max_retries" cannot be given together with retries',
  );
});
