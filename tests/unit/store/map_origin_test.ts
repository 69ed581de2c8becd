import { assertEquals } from "../../deps.ts";
import { type MapOrigin, originOf } from "../../../lib/store/map_origin.ts";
import { makePythonMap } from "../../helpers/foreign_map.ts";
import { sandbox } from "../../helpers/sandbox.ts";

const DESCRIPTION = '{ "layout": { "components": 1, "chunk": 1 }, "backend": "local" }';

const CASES: Record<string, [content: Record<string, string>, origin: MapOrigin]> = {
  "a map in the making": [{ "making.json": "" }, "htmap"],
  "a map": [{ "map.json": DESCRIPTION }, "htmap"],
  "a map whose description is damaged": [
    { "map.json": "{", "htmap_function.mjs": "", "htmap_values.cbor": "" },
    "htmap",
  ],
  "a map.json of another program": [{ "map.json": '{ "tiles": [] }' }, "unknown"],
  "what has lost its description": [{ "htmap_function.mjs": "", "events.log": "" }, "unknown"],
  "somebody's thesis": [{ "thesis.tex": "\\section{}" }, "unknown"],
  "an empty directory": [{}, "none"],
  "what HTCondor made anew for a job's last events": [{ "events.log": "009" }, "none"],
};

for (const [what, [content, origin]] of Object.entries(CASES)) {
  Deno.test(`originOf() says "${origin}" of ${what}`, async () => {
    await using box = await sandbox();
    const paths = box.directory.map(crypto.randomUUID());
    await Deno.mkdir(paths.root, { recursive: true });
    for (const [name, text] of Object.entries(content)) {
      await Deno.writeTextFile(`${paths.root}/${name}`, text);
    }
    assertEquals(await originOf(paths), origin);
  });
}

Deno.test("originOf() knows a map of HTMap for Python from its first moments on", async () => {
  await using box = await sandbox();
  const paths = box.directory.map((await makePythonMap(box.directory, "legacy")).slice(-36));
  assertEquals(await originOf(paths), "HTMap for Python");
  for (const name of ["func", "num_components", "cluster_ids", "itemdata"]) {
    await Deno.remove(`${paths.root}/${name}`);
  }
  assertEquals(await originOf(paths), "HTMap for Python");
});

Deno.test("originOf() says of what is no directory that it is anybody's, and of what is not there, nobody's", async () => {
  await using box = await sandbox();
  await box.directory.ensure();
  const paths = box.directory.map(crypto.randomUUID());
  assertEquals(await originOf(paths), "none");
  await Deno.symlink(`${box.root}/nowhere`, paths.root);
  assertEquals(await originOf(paths), "unknown");
  await Deno.remove(paths.root);
  await Deno.writeTextFile(paths.root, "a file");
  assertEquals(await originOf(paths), "unknown");
});
