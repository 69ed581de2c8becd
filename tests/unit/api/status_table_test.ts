import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import type { MapStatus } from "../../../lib/api/map_status.ts";
import { statusTable } from "../../../lib/api/status_table.ts";
import type { ComponentStatus } from "../../../lib/base/component_status.ts";

const META = { localData: 2048, maxMemory: 1024 ** 2, maxRuntime: 2, totalRuntime: 20 };
const BOTH = { includeState: true, includeMeta: true };

function mapWith(tag: string, counts: Partial<Record<ComponentStatus, number>>): MapStatus {
  // The keys are what the type says; Object.entries forgets it.
  const entries = Object.entries(counts) as [ComponentStatus, number][];
  return { tag, transient: false, counts: new Map(entries), idle: undefined, meta: META };
}

const MAPS = [
  mapWith("sweep-of-many-parameters-1", { COMPLETED: 8, ERRORED: 2 }),
  mapWith("sweep-of-many-parameters-2", { IDLE: 10 }),
];

async function linesAt(width: number, maps = MAPS): Promise<string[]> {
  const lines = (await statusTable(maps, { ...BOTH, width })).split("\n");
  for (const line of lines) assert(line.length <= width, `${line.length} > ${width}: ${line}`);
  return lines;
}

Deno.test("statusTable() shows all where there is room, or where nobody says how much", async () => {
  const [heading] = await linesAt(200);
  assertEquals(
    heading?.trim().split(/ {2,}/),
    "Tag,HELD,ERRORED,IDLE,RUNNING,COMPLETED,Local Data,Max Memory,Max Runtime,Total Runtime".split(
      ",",
    ),
  );
  const [unlimited] = (await statusTable(MAPS, BOTH)).split("\n");
  assertEquals(unlimited, heading);
});

Deno.test("statusTable() leaves out first the run times and sizes, then states in which nothing is", async () => {
  const headingAt = async (width: number): Promise<string> => (await linesAt(width))[0] ?? "";
  assert(!(await headingAt(115)).includes("Max Runtime"));
  assertStringIncludes(await headingAt(115), "Total Runtime");
  const narrow = await headingAt(75);
  assert(!narrow.includes("Local Data") && narrow.includes("HELD"), narrow);
  const narrower = await headingAt(56);
  assert(!narrower.includes("HELD") && !narrower.includes("RUNNING"), narrower);
  for (const state of ["ERRORED", "IDLE", "COMPLETED"]) assertStringIncludes(narrower, state);
});

Deno.test("statusTable() shortens tags so that they can still be told apart", async () => {
  const [, , first = "", second = ""] = await linesAt(42);
  assert(first.includes("…") && second.includes("…"));
  const tags = [first, second].map((line) => line.trim().split(" ")[0] ?? "");
  assert(tags[0]?.endsWith("1") && tags[1]?.endsWith("2"), tags.join());
});

Deno.test("statusTable() becomes a list where no table fits, with whole tags", async () => {
  const lines = await linesAt(30, [
    mapWith("sweep-of-many-1", { COMPLETED: 8, ERRORED: 1, RUNNING: 1, HELD: 2, IDLE: 1 }),
  ]);
  assertEquals(lines[0]?.trim(), "sweep-of-many-1");
  for (const state of ["2 HELD", "1 ERRORED", "8 COMPLETED"]) {
    assert(lines.some((line) => line.trim() === state), lines.join("\n"));
  }
});

Deno.test("statusTable() shortens tags in their middle that are wider than a list may be", async () => {
  const counts = { COMPLETED: 8, ERRORED: 1, RUNNING: 1, HELD: 2, IDLE: 1 };
  const maps = [1, 2].map((n) => mapWith(`sweep-of-very-many-parameters-${n}`, counts));
  const tags = (await linesAt(18, maps)).filter((line) => line.includes("sw")).map((line) =>
    line.trim()
  );
  assert(tags[0]?.endsWith("1") && tags[1]?.endsWith("2"), tags.join());
});

Deno.test("statusTable() lines up and tells tags apart that have characters of two columns", async () => {
  const maps = [
    mapWith("走査その一-とても長い名前-1", { IDLE: 1 }),
    mapWith("走査その一-とても長い名前-2", {}),
  ];
  const table = await statusTable(maps, { includeState: true, includeMeta: false, width: 24 });
  const [, , first = "", second = ""] = table.split("\n");
  assert(first.includes("1 ") && second.includes("2 "), table);
});

Deno.test("statusTable() colours counts by their state and tags by what most needs a look", async () => {
  const paint = (status: ComponentStatus) => (text: string): string => `<${status}>${text}</>`;
  const table = await statusTable(MAPS, { includeState: true, includeMeta: false, paint });
  const [, , first = "", second = ""] = table.split("\n");
  assertStringIncludes(first, "<ERRORED>  sweep-of-many-parameters-1</>");
  assertStringIncludes(first, "<COMPLETED>        8</>");
  assertStringIncludes(second, "<IDLE>  sweep-of-many-parameters-2</>");
  assertEquals(
    table.replace(/<\/?[A-Z]*>/g, ""),
    await statusTable(MAPS, { includeState: true, includeMeta: false }),
  );
});
