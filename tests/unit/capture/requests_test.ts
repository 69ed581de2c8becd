import { assertEquals } from "../../deps.ts";
import { pathToFileURL } from "node:url";
import { importsIn, namedByPrefix, requestsIn } from "../../../lib/capture/bundle/requests.ts";

Deno.test("requestsIn() finds what is written out, by whatever function createRequire made", () => {
  const text = `const a = require("a"), b = require ( 'b' ); require.resolve("c"); require(\`d\`);
    require(name); require("e" + name); requires("f"); const load = createRequire(import.meta.url);
    load("g"); module.createRequire(here())("h"); other("i");`;
  assertEquals([...requestsIn(text)], ["a", "b", "c", "d", "g", "h"]);
  assertEquals([...requestsIn(text, { resolved: false })], ["a", "b", "d", "g", "h"]);
});

Deno.test("importsIn() finds the dynamic imports of texts", () => {
  const text = "import('a'); import(`b`); import(`${c}`); import(d); import(\"e\", {});";
  assertEquals([...importsIn(text)], ["a", "b", "e"]);
});

Deno.test("namedByPrefix() gives the files that a name may be put together to", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${directory}/locale`);
    for (const name of ["de.js", "fr.cjs", "it.json", "notes.txt"]) {
      await Deno.writeTextFile(`${directory}/locale/${name}`, "");
    }
    const url = (name: string): string => pathToFileURL(`${directory}/locale/${name}`).href;
    const found = (text: string): Promise<string[]> => namedByPrefix(`${directory}/i.js`, text);
    const all = ["de.js", "fr.cjs", "it.json"].map(url);
    assertEquals(await found(`require("./locale/" + name)`), all);
    assertEquals(await found("const r = require; r(`./locale/${name}.js`)"), all);
    assertEquals(await found(`aliasedRequire('./locale/d' + name)`), [url("de.js")]);
    assertEquals(await found(`require("./locale/de.js"); log("./locale/" + name)`), []);
    assertEquals(await found(`require("./missing/" + name)`), []);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("what a module requires is found in one pass, however long its words are", async () => {
  // Were each character of the word looked at as a beginning, this would take hours.
  const word = "A".repeat(4_000_000);
  const text = `const data = "${word}", load = require, make = createRequire(import.meta.url);
    make("a"); import("b"); load("c/" + name);`;
  assertEquals([...requestsIn(text)], ["a"]);
  assertEquals([...importsIn(text)], ["b"]);
  assertEquals(await namedByPrefix("/none/i.js", text), []);
});
