import { assert, assertEquals, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { overviewOf } from "../../lib/map/map.ts";
import type { MapPaths } from "../../lib/store/paths.ts";
import { testInSandbox } from "../helpers/sandbox.ts";
import { untilOver } from "./local_backend_map.ts";

/** Makes all that is right in a map's directory a minute old. */
function growOld({ root }: MapPaths): void {
  const then = Date.now() / 1000 - 60;
  for (const { name } of Deno.readDirSync(root)) Deno.utimeSync(`${root}/${name}`, then, then);
}

type Shown = Record<string, { componentStatusCounts: Record<string, number>; localData: number }>;

async function shown(map: htmap.HTMap): Promise<Shown[string]> {
  const all: Shown = JSON.parse(await htmap.statusJson([map]));
  const one = all[map.tag];
  assert(one);
  return one;
}

async function sizeOf(path: string): Promise<number> {
  const program = new Deno.Command("find", { args: [path, "-type", "f", "-printf", "%s\n"] });
  const text = new TextDecoder().decode((await program.output()).stdout);
  return text.split("\n").reduce((sum, size) => sum + Number(size), 0);
}

testInSandbox(
  "status() of a map that is over is worked out once, and says the same then",
  async () => {
    const map = await htmap.map(
      (x: number) => {
        if (x === 1) throw new Error("one");
        return x;
      },
      [0, 1, 2],
      { quiet: true, tag: "over" },
    );
    await map.wait({ errorsOk: true });
    growOld(map.paths);
    const first = await shown(map);
    const kept = overviewOf(map).kept();
    assertEquals(kept?.counts.get("COMPLETED"), 2);
    assertEquals(kept?.counts.get("ERRORED"), 1);
    // The file in which that is kept is the map's, too.
    const again = await shown(map);
    assertEquals({ ...again, localData: 0 }, { ...first, localData: 0 });
    assertEquals(await shown(map), again);
    assertEquals(first.componentStatusCounts.COMPLETED, 2);
  },
);

testInSandbox("status() sees that something of a map that was over is not as it was", async () => {
  let map = await htmap.map((x: number) => x, [0, 1], { quiet: true, tag: "again" });
  await map.wait();
  growOld(map.paths);
  await shown(map);
  assert(overviewOf(map).kept());
  await map.rerun();
  assertEquals(overviewOf(map).kept(), undefined);
  // Its scheduler removes what it needed only when the map can be seen to be over.
  await untilOver(map.paths, { jobs: [0, 1], submission: 1 });
  assertEquals((await shown(map)).componentStatusCounts.COMPLETED, 2);
  await map.retag("other");
  map = await htmap.load("other");
  growOld(map.paths);
  await shown(map);
  await Deno.writeTextFile(`${map.paths.logs}/more`, "x".repeat(5000));
  const before = await sizeOf(map.paths.root);
  const { size: own } = await Deno.stat(map.paths.overview);
  assertEquals((await shown(map)).localData, before - own);
});

testInSandbox("status() works out what it kept of a map if that is damaged", async () => {
  const map = await htmap.map((x: number) => x, [0, 1], { quiet: true, tag: "cut" });
  await map.wait();
  growOld(map.paths);
  const first = await shown(map);
  for (
    const text of ["", "{", "[]", "null", '{"key":1}', '{"key":"","time":1,"inner":2,"over":{}}']
  ) {
    await Deno.writeTextFile(map.paths.overview, text);
    assertEquals((await shown(map)).componentStatusCounts, first.componentStatusCounts, text);
  }
  const whole = await Deno.readTextFile(map.paths.overview);
  await Deno.writeTextFile(map.paths.overview, whole.replace(/"key":"/, '"key":"other '));
  assertEquals((await shown(map)).componentStatusCounts, first.componentStatusCounts);
});

testInSandbox("status() says nothing of a map that was removed since it was over", async () => {
  const map = await htmap.map((x: number) => x, [0], { quiet: true, tag: "gone" });
  await map.wait();
  growOld(map.paths);
  await shown(map);
  await Deno.rename(map.paths.root, `${map.paths.root}-elsewhere`);
  assertStringIncludes(await htmap.status(), "There are no maps");
});
