import { assertEquals, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { testChunks } from "../helpers/chunk_behaviour.ts";
import { ON_POOL, testOnPool } from "../helpers/on_pool.ts";
import { saidBy } from "../helpers/said.ts";

testChunks("htcondor");

testOnPool(
  "a map of many jobs says how many they are, and what chunk would make of them",
  async () => {
    htmap.settings.set("CHUNK.MANY_JOBS", 5);
    const mapOptions = { hold: true };
    const make = async (more: htmap.MapCallOptions = {}): Promise<string[]> =>
      await saidBy(() => htmap.map((x: number) => x, htmap.range(6), { ...ON_POOL, ...more }));
    const [line = "", ...others] = await make({ quiet: false, tag: "many", mapOptions });
    assertEquals(others, []);
    assertStringIncludes(line, 'The map "many" has 6 jobs');
    assertStringIncludes(line, "there would be 1: with mapOptions: { chunk: 10 } in a script");
    assertStringIncludes(line, "-o chunk=10 on the command line");
    const request_memory = ["1", "1", "1", "1", "1", "1"];
    const [own = ""] = await make({ quiet: false, mapOptions: { ...mapOptions, request_memory } });
    assertStringIncludes(own, "have options of their own");
    assertEquals(await make({ quiet: false, mapOptions: { ...mapOptions, chunk: 2 } }), []);
    assertEquals(await make({ mapOptions }), []);
  },
);

testOnPool(
  "short components are told of once, and the next map can take what is advised",
  async () => {
    const double = (x: number): number => 2 * x;
    const map = async (quiet: boolean, chunk: 1 | "advised" = 1): Promise<htmap.HTMap> =>
      await htmap.map(double, htmap.range(100), { ...ON_POOL, quiet, mapOptions: { chunk } });
    const loud = await map(false);
    const [line = "", ...others] = await saidBy(() => loud.wait());
    assertEquals(others, []);
    assertStringIncludes(line, `The components of the map "${loud.tag}" take `);
    assertStringIncludes(line, "mapOptions: { chunk: 2 }");
    assertEquals(await saidBy(() => htmap.status([loud])), []);

    let next: htmap.HTMap | undefined;
    const [chosen = ""] = await saidBy(async () => next = await map(false, "advised"));
    assertStringIncludes(chosen, `chunk is 2 for the map`);
    assertStringIncludes(chosen, `the components of the map "${loud.tag}" took`);
    assertEquals((await next?.toArray())?.length, 100);

    const quiet = await map(true);
    assertEquals(await saidBy(() => quiet.wait()), []);
    assertEquals(await saidBy(() => htmap.status([quiet])), []);
  },
);
