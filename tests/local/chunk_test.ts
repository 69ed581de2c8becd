import { assertEquals, assertStringIncludes } from "../deps.ts";
import { testChunks } from "../helpers/chunk_behaviour.ts";
import { FROM_SOURCE, mapsOf, Place } from "../helpers/cli.ts";

testChunks("local");

/** The chunk of the only map there is besides others. */
async function chunkOf(place: Place, tag: string): Promise<number> {
  const path = (await place.ok(["path", tag])).trim();
  return JSON.parse(await Deno.readTextFile(`${path}/map.json`)).layout.chunk;
}

Deno.test("-o chunk=advised takes what fits how long the function took before, also if it was mended", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.write("work.ts", "export const double = (x: number) => 2 * x;");
  const map = async (tag: string, stop: number, ...more: string[]): Promise<string> => {
    const args = ["map", "work.ts#double", "-r", `0:${stop}`, "-t", tag];
    const { code, stderr } = await place.run([...args, "-o", "chunk=advised", ...more]);
    assertEquals(code, 0, stderr);
    return stderr;
  };
  assertStringIncludes(await map("first", 12, "--wait"), "chunk is 1 ");
  assertStringIncludes(await map("few", 12, "--wait"), "chunk is 1 ");
  await place.write("work.ts", "export const double = (x: number) => x + x;");
  const said = await map("many", 1000);
  assertStringIncludes(
    said,
    'chunk is 20 for the map "many": the components of the map "few" took',
  );
  assertEquals(await chunkOf(place, "many"), 20);
  assertEquals(await map("quiet", 150, "--quiet"), "");
  assertEquals(await chunkOf(place, "quiet"), 2);
  assertStringIncludes(await map("own", 3, "-o", "environment=A=$(component)"), "chunk is 1 ");

  await place.write("other.ts", "export const double = (x: number) => x + x;");
  const args = ["map", "other.ts#double", "-r", "0:200", "-t", "other"];
  const { stderr } = await place.run([...args, "-o", "chunk=advised"]);
  assertStringIncludes(stderr, "there is no map of the same function");
  assertEquals((await mapsOf(place)).length, 6);
});

Deno.test("htmap rerun takes --chunk, of a map and of components", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.write("work.ts", "export default (x: number) => 2 * x;");
  await place.ok(["map", "work.ts", "-r", "0:12", "-t", "dbl", "--wait"]);
  const jobs = async (submission: number): Promise<number> => {
    const path = (await place.ok(["path", "dbl"])).trim();
    const items = await Deno.readTextFile(`${path}/submissions/${submission}.items`);
    return items.trim().split("\n").length;
  };
  await place.ok(["rerun", "map", "dbl", "--chunk", "5"]);
  await place.ok(["wait", "dbl"]);
  assertEquals(await jobs(1), 3);
  await place.ok(["rerun", "components", "dbl", "0", "4", "11", "--chunk=2"]);
  await place.ok(["wait", "dbl"]);
  assertEquals(await jobs(2), 2);
  const { stderr } = await place.run(["rerun", "map", "dbl", "--chunk", "advised"]);
  assertStringIncludes(stderr, 'chunk is 1 for what runs again of the map "dbl"');
  await place.ok(["wait", "dbl"]);
  assertEquals((await place.ok(["results", "dbl"])).trim().split("\n").length, 12);
  const { code, stderr: wrong } = await place.run(["rerun", "map", "dbl", "--chunk", "0"]);
  assertEquals(code, 2);
  assertStringIncludes(wrong, "chunk must be a whole number from 1, or advised");
});

Deno.test("MAP_OPTIONS.chunk can be advised, for functions of a script as well", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.ok(["set", "MAP_OPTIONS.chunk", "advised"]);
  const script = await place.write(
    "script.ts",
    `import * as htmap from ${JSON.stringify(FROM_SOURCE.htmap)};
    const square = (x: number) => x ** 2;
    const first = await htmap.map(square, htmap.range(10), { tag: "first" });
    await first.wait();
    const second = await htmap.map(square, htmap.range(100), { tag: "second" });
    console.log((await second.toArray()).length);`,
  );
  const deno = ["run", "-A", "--no-check", "--no-lock", "--quiet", script];
  const { stdout, stderr } = await place.launch(Deno.execPath(), deno).output();
  assertEquals(new TextDecoder().decode(stdout), "100\n", new TextDecoder().decode(stderr));
  assertEquals(await chunkOf(place, "second"), 2);
});
