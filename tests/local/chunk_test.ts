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
