import { assertEquals, assertRejects } from "../../deps.ts";
import { copyWhole, isCopyOf } from "../../../lib/map/copy_whole.ts";
import { sandbox } from "../../helpers/sandbox.ts";

const LARGE = 40 * 2 ** 20;

Deno.test("copyWhole() copies a large file as it is, and leaves nothing of it when it is stopped", async () => {
  await using place = await sandbox();
  const bytes = new Uint8Array(LARGE).map((_, i) => i * 7);
  await Deno.writeFile(`${place.root}/from`, bytes);
  await copyWhole(`${place.root}/from`, `${place.root}/to`);
  assertEquals(await isCopyOf(`${place.root}/from`, `${place.root}/to`), true);
  assertEquals(
    (await Deno.readFile(`${place.root}/to`)).every((byte, i) => byte === bytes[i]),
    true,
  );

  const stopped = AbortSignal.abort(new Error("no more"));
  await assertRejects(
    () => copyWhole(`${place.root}/from`, `${place.root}/other`, stopped),
    Error,
    "no more",
  );
  const names = (await Array.fromAsync(Deno.readDir(place.root))).map(({ name }) => name);
  assertEquals(names.toSorted(), ["from", "home", "to"]);
});

Deno.test("isCopyOf() compares what is in files of one size, unless they are from the same time", async () => {
  await using place = await sandbox();
  const paths = ["a", "b", "c", "d"].map((name) => `${place.root}/${name}`);
  const [a = "", b = "", c = "", d = ""] = paths;
  await Deno.writeTextFile(a, "text");
  await Deno.writeTextFile(b, "text");
  await Deno.writeTextFile(c, "texx");
  await Deno.writeTextFile(d, "text and more");
  for (const [i, path] of paths.entries()) await Deno.utime(path, i, i);
  assertEquals([await isCopyOf(a, b), await isCopyOf(a, c), await isCopyOf(a, d)], [
    true,
    false,
    false,
  ]);
  await Deno.utime(c, 0, 0);
  assertEquals(await isCopyOf(a, c), true);
});
