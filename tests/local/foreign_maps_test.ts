import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { contentOf, makePythonMap } from "../helpers/foreign_map.ts";
import { testInSandbox as test } from "../helpers/sandbox.ts";

const { errors } = htmap;
const LOCAL = { backend: "local", quiet: true } as const;
const double = (x: number): number => 2 * x;

test("load() says that a map is of HTMap for Python, and what to do", async (box) => {
  const path = await makePythonMap(box.directory, "legacy");
  const error = await assertRejects(() => htmap.load("legacy"), errors.ForeignMap);
  assertEquals([error.tag, error.path, error.isOfHTMapForPython], ["legacy", path, true]);
  assertStringIncludes(error.message, "HTMap for Python");
  assertStringIncludes(error.message, "Use it from Python");
});

test("remove() and clean() leave maps of HTMap for Python as they are, transient ones too", async (box) => {
  await makePythonMap(box.directory, "legacy");
  await Deno.mkdir(`${box.directory.root}/.removed-tags`);
  const before = await contentOf(box.directory.root);
  for (const options of [{}, { force: true }, { notExistOk: false }]) {
    await assertRejects(() => htmap.remove("legacy", options), errors.ForeignMap);
  }
  assertEquals(await htmap.clean(), []);
  assertEquals(await htmap.clean({ all: true }), []);
  assertEquals(await contentOf(box.directory.root), before);
});

test("clean() leaves a map of HTMap for Python alone that has no tag, yet or any more", async (box) => {
  const path = await makePythonMap(box.directory, "legacy");
  await Deno.remove(box.directory.tag("legacy"));
  const before = await contentOf(path);
  await htmap.clean({ all: true });
  assertEquals(await contentOf(path), before);
});

test("maps of both live side by side", async (box) => {
  const path = await makePythonMap(box.directory, "legacy");
  const before = await contentOf(path);
  const m = await htmap.map(double, [1, 2], { ...LOCAL, tag: "mine" });
  assertEquals(await m.toArray(), [2, 4]);
  assertEquals(await htmap.getTags(), ["legacy", "mine"]);
  assertEquals(await htmap.loadMaps(), [m]);
  const table = await htmap.status();
  assertStringIncludes(table, "mine");
  assertStringIncludes(table.split("\n").at(-1) ?? "", "HTMap for Python");
  assertStringIncludes(table.split("\n").at(-1) ?? "", "legacy");
  assert(!(await htmap.status([m])).includes("legacy"));
  assertEquals(Object.keys(JSON.parse(await htmap.statusJson())), ["mine"]);
  assertEquals(await htmap.clean({ all: true }), ["mine"]);
  assertStringIncludes(await htmap.status(), "legacy");
  assertEquals(await contentOf(path), before);
});

test("no map gets a tag that a map of HTMap for Python has", async (box) => {
  await makePythonMap(box.directory, "legacy");
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  for (
    const take of [
      () => htmap.map(double, [1], { ...LOCAL, tag: "legacy" }),
      () => m.retag("legacy"),
    ]
  ) {
    const error = await assertRejects(take, errors.TagAlreadyExists, "HTMap for Python");
    assert(!error.message.includes("htmap remove"), error.message);
    assert(!error.message.includes("htmap.load"), error.message);
  }
  assertEquals([m.tag, await htmap.getTags()], ["mine", ["legacy", "mine"]]);
  await m.remove();
});

test("what else is among the maps is anybody's, with a tag or without", async (box) => {
  await box.directory.ensure();
  const [tagged, untagged, file] = [0, 1, 2].map(() => box.directory.map(crypto.randomUUID()).root);
  for (const path of [tagged, untagged]) {
    await Deno.mkdir(path!);
    await Deno.writeTextFile(`${path}/thesis.tex`, "\\section{Results}");
    await Deno.writeTextFile(`${path}/map.json`, '{ "tiles": [] }');
  }
  await Deno.writeTextFile(file!, "a file");
  await Deno.writeTextFile(box.directory.tag("thesis"), `${tagged!.slice(-36)}\n`);
  const before = await contentOf(box.directory.root);
  const error = await assertRejects(() => htmap.load("thesis"), errors.ForeignMap);
  assertEquals(error.isOfHTMapForPython, false);
  assertStringIncludes(error.message, tagged!);
  await assertRejects(() => htmap.remove("thesis", { force: true }), errors.ForeignMap);
  assertEquals(await htmap.clean({ all: true }), []);
  assertEquals(await contentOf(box.directory.root), before);
  // As the error advises.
  await Deno.remove(tagged!, { recursive: true });
  await htmap.remove("thesis");
  assertEquals(await htmap.getTags(), []);
});
