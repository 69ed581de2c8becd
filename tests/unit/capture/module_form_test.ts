import { assertEquals } from "../../deps.ts";
import { pathToFileURL } from "node:url";
import { formOf } from "../../../lib/capture/modules/module_form.ts";

Deno.test("formOf() goes by the ending, by package.json and by the syntax, as Deno does", async () => {
  const root = await Deno.makeTempDir();
  try {
    const write = async (directory: string, manifest: object): Promise<void> => {
      await Deno.mkdir(`${root}/${directory}`, { recursive: true });
      await Deno.writeTextFile(`${root}/${directory}/package.json`, JSON.stringify(manifest));
    };
    await write("node_modules/plain", { name: "plain", version: "1.0.0" });
    await write("node_modules/modules", { name: "modules", version: "1.0.0", type: "module" });
    await write("own", { type: "commonjs" });
    const form = (path: string, text = "exports.a = 1;"): Promise<string> =>
      formOf(pathToFileURL(`${root}/${path}`).href, text);
    assertEquals(await form("a.cjs"), "commonjs");
    assertEquals(await form("node_modules/plain/a.mjs"), "es");
    assertEquals(await form("a.json"), "json");
    assertEquals(await form("a.node"), "addon");
    assertEquals(await form("node_modules/plain/a.js"), "commonjs");
    assertEquals(await form("node_modules/modules/a.js"), "es");
    // What is no script is a module, whatever the package says.
    assertEquals(await form("node_modules/plain/a.js", "export const a = 1;"), "es");
    assertEquals(await form("node_modules/plain/a.js", "import('x'); return;"), "commonjs");
    assertEquals(await form("a.js"), "es");
    assertEquals(await form("own/a.js"), "commonjs");
    assertEquals(await formOf("https://example.org/a.cjs", "exports.a = 1;"), "es");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
