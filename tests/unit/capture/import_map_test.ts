import { assertEquals, assertRejects } from "../../deps.ts";
import { importMapFor, mapped, readConfig } from "../../../lib/capture/modules/import_map.ts";
import { pathToFileURL } from "node:url";

async function within(files: Record<string, string>, body: (directory: string) => Promise<void>) {
  const directory = await Deno.makeTempDir({ prefix: "htmap map #" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${directory}/${name}`, text);
    }
    await body(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("readConfig() reads JSON with comments and trailing commas", async () => {
  const text = `// A comment.
{
  "imports": { /* of "all" kinds, */
    "a//b": "./a,]//b.ts", // not "c": 1
    "quote\\"/*": "./*/x.ts",
  },
  "list": [1, 2,],
}
`;
  await within({ "deno.jsonc": text, "plain.json": '{"a": 1}' }, async (directory) => {
    assertEquals(await readConfig(`${directory}/deno.jsonc`), {
      imports: { "a//b": "./a,]//b.ts", 'quote"/*': "./*/x.ts" },
      list: [1, 2],
    });
    assertEquals(await readConfig(pathToFileURL(`${directory}/plain.json`)), { a: 1 });
    assertEquals(await readConfig(`${directory}/absent.json`), undefined);
  });
});

Deno.test("readConfig() refuses what is no JSON even with comments", async () => {
  await within({ "deno.json": '{"imports": {' }, async (directory) => {
    await assertRejects(() => readConfig(`${directory}/deno.json`), SyntaxError);
  });
});

Deno.test("importMapFor() reads the map that a configuration names, comments and all", async () => {
  const files = {
    "deno.jsonc": '{ "importMap": "./map.json" } // elsewhere',
    "map.json": '{ "imports": { "one": "./one.ts" } /* the only one */ }',
  };
  await within(files, async (directory) => {
    const from = pathToFileURL(`${directory}/main.ts`).href;
    const map = await importMapFor(from);
    assertEquals(map && mapped(map, "one", from), pathToFileURL(`${directory}/one.ts`).href);
  });
});
