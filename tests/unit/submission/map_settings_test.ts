import { assertEquals } from "../../deps.ts";
import { mapOptionsOfSettings } from "../../../lib/submission/map_settings.ts";
import { mergeMapOptions, resolveOptions } from "../../../lib/submission/options.ts";
import { BASE_SETTINGS, settings } from "../../../lib/settings/settings.ts";
import { testInSandbox } from "../../helpers/sandbox.ts";

const test = (name: string, run: () => void): void =>
  testInSandbox(name, () => Promise.resolve(run()));

/** What a job asks for in the end, with the options of a call. */
function asked(options: Record<string, unknown> = {}, withDefaults = true): unknown {
  const all = mergeMapOptions(options, mapOptionsOfSettings(withDefaults));
  const { fixed } = resolveOptions(all, 1);
  const names = [...fixed].filter(([key]) => /^(?:My\.)?request|keep|MY/i.test(key));
  return Object.fromEntries(names);
}

const cpus = { request_cpus: "1" };
const disk = { request_disk: "max({ 1048576, DiskUsage + 131072 })" };
const keep = { keep_claim_idle: "30" };

Deno.test("BASE_SETTINGS asks for what HTMap asks for", () => {
  assertEquals({ ...Object(BASE_SETTINGS.get("MAP_OPTIONS")) }, {
    request_cpus: "1",
    request_memory: "128MB",
    request_disk: "1GB",
    keep_claim_idle: "30",
  });
});

test("jobs ask a pool for the defaults, and nothing without a pool", () => {
  assertEquals(asked(), { ...cpus, request_memory: "128MB", ...disk, ...keep });
  assertEquals(asked({}, false), {});
});

test("a default gives way to any spelling of the option that someone sets", () => {
  for (const key of ["request_memory", "RequestMemory", "REQUEST_MEMORY", "Request_Memory"]) {
    assertEquals(asked({ [key]: "2GB" }), { [key]: "2GB", ...cpus, ...disk, ...keep });
    assertEquals(asked({ [key]: "2GB" }, false), { [key]: "2GB" });
  }
  assertEquals(asked({ customOptions: { "+RequestMemory": 512 } }), {
    ...cpus,
    ...disk,
    ...keep,
    "MY.RequestMemory": "512",
  });
  assertEquals(asked({ request_disk: "1GB" }), {
    request_disk: "1GB",
    ...cpus,
    request_memory: "128MB",
    ...keep,
  });
});

test(
  "settings replace single defaults, the last that was set first, in any spelling",
  () => {
    settings.prepend({ MAP_OPTIONS: { REQUEST_MEMORY: "250MB", request_disk: "5GB" } });
    const own = { request_disk: "5GB", ...cpus, ...keep };
    assertEquals(asked(), { request_memory: "250MB", ...own });
    assertEquals(asked({}, false), { request_memory: "250MB", request_disk: "5GB" });
    settings.prepend({ MAP_OPTIONS: { request_memory: "1GB" } });
    assertEquals(asked(), { request_memory: "1GB", ...own });
    assertEquals(asked({ RequestMemory: 64 }), { RequestMemory: "64", ...own });
  },
);

test(
  "null, and empty text in the settings, leave what a job asks for to the pool",
  () => {
    assertEquals(asked({ request_memory: null, keep_claim_idle: null }), { ...cpus, ...disk });
    settings.set("MAP_OPTIONS.request_disk", "");
    settings.set("MAP_OPTIONS.request_cpus", "");
    settings.set("MAP_OPTIONS.keep_claim_idle", "5");
    settings.set("MAP_OPTIONS.keep_claim_idle", null); // unsets, as any setting
    assertEquals(asked(), { request_memory: "128MB", ...keep });
    const below = { requirements: "A" };
    assertEquals(mergeMapOptions({ requirements: null }, below), { requirements: null });
    assertEquals(mergeMapOptions({ requirements: "B" }, { requirements: null }, below), {
      requirements: "B",
    });
  },
);

test("settings that are set to the defaults, as `htmap settings` prints them, are as good as not set", () => {
  const before = asked();
  settings.prepend({ MAP_OPTIONS: { ...Object(BASE_SETTINGS.get("MAP_OPTIONS")) } });
  assertEquals([asked(), asked({}, false)], [before, {}]);
});
