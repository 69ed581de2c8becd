/** Why components do not start, asked of a real pool. */

import { assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { onSaid } from "../../lib/base/say.ts";
import { testsOn } from "../helpers/on_backend.ts";
import { untilAnswered } from "../helpers/on_pool.ts";
import { PATIENCE } from "../helpers/patience.ts";

const test = testsOn("htcondor");

const said: string[] = [];
onSaid((_kind, text) => said.push(text));

const identity = (x: number): number => x;

/** How often a map is made until something is said of it: the pool has only some seconds to answer meanwhile. */
const MOST_MADE = 10;

/** What no machine of a pool of tests has, what is said of it when the map is made, and while it waits. */
const NEVER: readonly (readonly [mapOptions: htmap.MapOptions, made: RegExp, idle: RegExp])[] = [
  [
    { request_cpus: 500 },
    /request_cpus asks for 500 processors, and the largest machine has \d+/,
    /waits, since request_cpus asks for 500 processors.*make it again with -o request_cpus=\d+/,
  ],
  [
    { request_memory: "900GB" },
    /request_memory asks for 900 GB, and the largest machine has .* at most request_memory=\d+MB/,
    /request_memory asks for 900 GB.*`htmap edit memory \S+ \d+MB`/,
  ],
  [
    { request_gpus: 1 },
    /request_gpus asks for 1, and no machine of the pool has GPUs.*leave request_gpus out/,
    /no machine of the pool has GPUs/,
  ],
  [
    { request_memory: "lots" },
    /request_memory=lots is no amount.*Give a number, such as 2GB/,
    /request_memory=lots is no amount/,
  ],
  [
    { requirements: 'OpSysShortNam == "Debian"' },
    /OpSysShortNam, which no machine of the pool has. Did you mean OpSysShortName\?/,
    /OpSysShortNam, which no machine of the pool has. Did you mean OpSysShortName\?/,
  ],
  [
    { requirements: 'OpSys == "WINDOWS" && TARGET.Cpus > 0' },
    /^$/,
    /no slot fulfils what the map requires: OpSys == "WINDOWS"/,
  ],
];

for (const [mapOptions, made, idle] of NEVER) {
  const what = Object.entries(mapOptions).map(([key, value]) => `${key}=${value}`).join();
  test(`map() and idleReason() say that nothing can have ${what}`, async (options) => {
    const make = async (): Promise<[htmap.HTMap, string[]]> => {
      said.length = 0;
      const map = await htmap.map(identity, [1], { ...options, quiet: false, mapOptions });
      return [map, said.filter((text) => /No component will start|is no amount/.test(text))];
    };
    let [map, all] = await make();
    if (made.source === "^$") assertEquals(all, []);
    else {
      for (let n = 1; all.length === 0 && n < MOST_MADE; n++) [map, all] = await make();
      assertMatch(all.join("\n"), made);
    }
    assertMatch(await untilAnswered(() => map.idleReason()) ?? "", idle);
  });
}

test("map() says nothing of what machines have, and no reason of what runs", async (options) => {
  said.length = 0;
  const mapOptions = { request_memory: "200MB", requirements: 'TARGET.OpSys == "LINUX"' };
  const map = await htmap.map(identity, [1], { ...options, quiet: false, mapOptions });
  await map.wait({ timeout: PATIENCE });
  assertEquals(said.filter((text) => /will start/.test(text)), []);
  assertEquals(await map.idleReason(), undefined);
});

test("idleReason() tells what there is too little of at the moment", async (options) => {
  const mapOptions = { concurrency_limits: "htmap_test_limit:2000000000" };
  const map = await htmap.map(identity, [1], { ...options, mapOptions });
  // Until the negotiator has looked; before that, and while others have all slots, there are other reasons.
  let reason: string | undefined;
  while (!reason?.includes("limit")) reason = await untilAnswered(() => map.idleReason());
  assertStringIncludes(reason, "They start when");
});

test("wait() says once why a map does not start", async (options) => {
  const mapOptions = { request_cpus: 500 };
  const map = await htmap.map(identity, [1], { ...options, mapOptions });
  said.length = 0;
  const stop = new AbortController();
  onSaid((_kind, text) => {
    if (text.includes("request_cpus asks for 500")) stop.abort();
  });
  await map.wait({ showProgressBar: true, signal: stop.signal }).catch(() => {});
  assertEquals(said.filter((text) => text.includes("waits, since")).length, 1);
});
