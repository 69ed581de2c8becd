import { findCircles, importGraph } from "../../toolchain/circles.ts";
import { CHECKOUT, sources } from "../../toolchain/deno_programs.ts";
import { findTrespasses, HOUSE, type House, roomGraph, roomOf } from "../../toolchain/rooms.ts";
import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";

/** A house of three floors, with a room in a room and one that not everybody may enter. */
const SMALL: House = [
  [{ path: "deps.ts" }],
  [{ path: "text/" }, { path: "base/" }],
  [{ path: "vault/", imports: ["base/"], importedBy: ["main.ts"] }],
  [{ path: "map/inner/" }],
  [{ path: "map/" }],
  [{ path: "main.ts" }],
];

/** A graph of one import. */
function importOf(file: string, other: string): Map<string, string[]> {
  return new Map([[file, [other]], [other, []]]);
}

/** The graph of htmap itself, with an import that is not there. */
async function realGraphWith(file: string, other: string): Promise<Map<string, readonly string[]>> {
  const graph = new Map(await importGraph());
  const imports = graph.get(file);
  assert(imports !== undefined && graph.has(other), `${file} and ${other} are modules of htmap`);
  return graph.set(file, [...imports, other]);
}

Deno.test("roomOf() takes the longest path that a file begins with", () => {
  assertEquals(roomOf(SMALL, "map/map.ts"), { room: { path: "map/" }, floor: 4 });
  assertEquals(roomOf(SMALL, "map/inner/deep/file.ts"), { room: { path: "map/inner/" }, floor: 3 });
});

Deno.test("roomOf() takes a path without a / at its end for that file only", () => {
  assertEquals(roomOf(SMALL, "deps.ts")?.room.path, "deps.ts");
  assertEquals(roomOf(SMALL, "deps.ts.bak"), undefined);
  assertEquals(roomOf(SMALL, "mapping.ts"), undefined);
});

Deno.test("findTrespasses() allows imports from below, within a room and from the same floor", () => {
  const graph = new Map([
    ["main.ts", ["map/map.ts", "vault/gold.ts", "deps.ts"]],
    ["map/map.ts", ["map/state.ts", "map/inner/a.ts", "text/size.ts"]],
    ["map/state.ts", []],
    ["map/inner/a.ts", ["base/errors.ts"]],
    ["vault/gold.ts", ["vault/door.ts", "base/errors.ts"]],
    ["vault/door.ts", []],
    ["base/errors.ts", ["text/size.ts"]],
    ["text/size.ts", []],
    ["deps.ts", []],
  ]);
  assertEquals(findTrespasses(SMALL, graph), []);
});

Deno.test("findTrespasses() reports an import upward, also from a room into the one around it", () => {
  assertEquals(findTrespasses(SMALL, importOf("text/size.ts", "map/map.ts")), [
    "text/size.ts imports map/map.ts, which is above it",
  ]);
  assertEquals(findTrespasses(SMALL, importOf("map/inner/a.ts", "map/map.ts")), [
    "map/inner/a.ts imports map/map.ts, which is above it",
  ]);
});

Deno.test("findTrespasses() reports an import of a room that only others may import", () => {
  assertEquals(findTrespasses(SMALL, importOf("map/map.ts", "vault/gold.ts")), [
    "map/map.ts imports vault/gold.ts, which only main.ts may import",
  ]);
});

Deno.test("findTrespasses() reports an import from below that a room may not make", () => {
  assertEquals(findTrespasses(SMALL, importOf("vault/gold.ts", "text/size.ts")), [
    "vault/gold.ts imports text/size.ts, and vault/ may import only base/",
  ]);
});

Deno.test("findTrespasses() reports a file that is in no room, once, and what it imports not", () => {
  const graph = new Map([["attic/a.ts", ["map/map.ts", "text/size.ts"]], ["map/map.ts", [
    "attic/a.ts",
  ]]]);
  assertEquals(findTrespasses(SMALL, graph), ["attic/a.ts is in no room"]);
});

Deno.test("roomGraph() gives what each room imports of others, each once", () => {
  const graph = new Map([
    ["map/map.ts", ["map/state.ts", "text/size.ts", "attic/a.ts"]],
    ["map/state.ts", ["text/glob.ts", "base/errors.ts"]],
    ["attic/a.ts", ["map/map.ts"]],
    ["text/glob.ts", []],
  ]);
  assertEquals(
    roomGraph(SMALL, graph),
    new Map([["map/", ["text/", "base/"]], ["text/", []]]),
  );
});

Deno.test("roomGraph() shows a circle of rooms of one floor, though no modules form one", () => {
  const graph = new Map([
    ["text/size.ts", ["base/errors.ts"]],
    ["base/errors.ts", []],
    ["base/files.ts", ["text/glob.ts"]],
    ["text/glob.ts", []],
  ]);
  assertEquals(findTrespasses(SMALL, graph), []);
  assertEquals(findCircles(graph), []);
  assertEquals(findCircles(roomGraph(SMALL, graph)), [["base/", "text/", "base/"]]);
});

Deno.test("HOUSE holds for htmap: no trespass, and no circle of modules or rooms", async () => {
  const graph = await importGraph();
  for (const path of await sources(`${CHECKOUT}/lib`)) {
    assert(graph.has(path.slice(CHECKOUT.length + 1)), `${path} was looked at`);
  }
  assertEquals(findTrespasses(HOUSE, graph), []);
  assertEquals(findCircles(graph), []);
  assertEquals(findCircles(roomGraph(HOUSE, graph)), []);
});

/** Imports that htmap does not have, and what the table says to each. */
const FORBIDDEN: [file: string, other: string, why: string][] = [
  ["lib/text/size.ts", "lib/api/status.ts", "which is above it"],
  ["lib/deps.ts", "lib/base/errors.ts", "which is above it"],
  ["lib/capture/graph/graph.ts", "lib/capture/capture.ts", "which is above it"],
  ["lib/store/tags.ts", "executor/execute.ts", "which is above it"],
  ["lib/map/map.ts", "executor/execute.ts", "which only mod.ts, cli.ts may import"],
  ["lib/cli/main.ts", "executor/execute.ts", "which only mod.ts, cli.ts may import"],
  ["executor/execute.ts", "lib/capture/capture.ts", "which is above it"],
  ["executor/execute.ts", "lib/settings/settings.ts", "and executor/ may import only lib/wire/"],
];

for (const [file, other, why] of FORBIDDEN) {
  Deno.test(`HOUSE forbids that ${file} imports ${other}`, async () => {
    const graph = await realGraphWith(file, other);
    const faults = findTrespasses(HOUSE, graph);
    assertEquals(faults.length, 1);
    assertStringIncludes(faults.join(), `${file} imports ${other}, ${why}`);
  });
}

Deno.test("HOUSE has each room once, and none that is named only in another's permissions", () => {
  const rooms = HOUSE.flat();
  const paths = rooms.map(({ path }) => path);
  assertEquals(paths, [...new Set(paths)]);
  const named = rooms.flatMap(({ imports = [], importedBy = [] }) => [...imports, ...importedBy]);
  assertEquals(named.filter((path) => !paths.includes(path)), []);
});

Deno.test("HOUSE names only what is there", async () => {
  for (const { path } of HOUSE.flat()) {
    const { isDirectory } = await Deno.stat(`${CHECKOUT}/${path}`);
    assertEquals(isDirectory, path.endsWith("/"), path);
  }
});

Deno.test("HOUSE has a room for each folder of lib/, which holds only deps.ts besides", async () => {
  const paths = HOUSE.flat().map(({ path }) => path);
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${CHECKOUT}/lib`)) {
    if (isDirectory) assert(paths.includes(`lib/${name}/`), `lib/${name}/ is a room`);
    else files.push(name);
  }
  assertEquals(files, ["deps.ts"]);
});

/** What the top level of the repository holds; `.git` and what follows it are not part of it. */
const TOP_LEVEL = [
  ...["deno.json", "deno.lock", "mod.ts", "cli.ts", "lib", "executor", "tests", "docs"],
  ...["README.md", "LICENSE", ".ci", ".gitignore", ".npmrc", ".git", "dist", "node_modules"],
];

Deno.test("the top level holds what it should, and nothing that somebody left there", async () => {
  const found = await Array.fromAsync(Deno.readDir(CHECKOUT), ({ name }) => name);
  assertEquals(found.filter((name) => !TOP_LEVEL.includes(name)), []);
  assert(found.includes("mod.ts"), "it was looked at");
});
