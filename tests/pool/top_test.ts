import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../deps.ts";
import { viewOf } from "../../lib/map/map.ts";
import * as htmap from "../../mod.ts";
import { ON_POOL, testOnPool, until, untilAnswered } from "../helpers/on_pool.ts";

testOnPool("what a running component has written is fetched from its machine", async ({ root }) => {
  const go = `${root}/go`;
  const patient = async (x: number): Promise<number> => {
    console.log("begun", x, "漢字");
    console.error("warned");
    const isThere = (): boolean => {
      try {
        return Deno.statSync(go).isFile;
      } catch {
        return false;
      }
    };
    while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 100));
    return x;
  };
  const m = await htmap.map(patient, [5], { ...ON_POOL, tag: "so-far" });
  await until(async () => (await m.statusCounts()).get("RUNNING") === 1);
  await until(async () => await m.stderr.soFar(-1).catch(() => "") !== ""); // what it writes last
  assertEquals(await untilAnswered(() => m.stdout.soFar(0)), "begun 5 漢字\n");
  assertEquals(await untilAnswered(() => m.stderr.soFar(-1)), "warned\n");
  assertEquals(await untilAnswered(() => m.stdout.soFar(0, { bytes: 7 })), "漢字\n");

  using view = viewOf(m);
  await view.refresh();
  assertEquals([view.statuses, view.running.map(({ component }) => component)], [["RUNNING"], [0]]);
  assertStringIncludes(view.running[0]?.host ?? "", "slot");
  assertMatch((await view.component(0)).job ?? "", /^\d+\.0$/);
  await Deno.writeTextFile(go, "");
  await m.wait();
  await until(async () => {
    await view.refresh();
    return view.statuses[0] === "COMPLETED";
  });
  assertEquals(view.times.length, 1);
  assertEquals(await m.stdout.soFar(0), "begun 5 漢字\n");
  await m.remove();
});

testOnPool(
  "what a component has written that is not there is none, and a wrong option is an error",
  async () => {
    const m = await htmap.map((x: number) => x, [1], {
      ...ON_POOL,
      tag: "waits",
      mapOptions: { hold: "true" },
    });
    assertEquals(await m.stdout.soFar(0), "");
    // @ts-expect-error: there is no such option
    await assertRejects(() => m.stdout.soFar(0, { lines: 3 }), htmap.errors.InvalidArgument);
    await m.remove();
  },
);
