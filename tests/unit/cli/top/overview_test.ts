import { assert, assertEquals, assertStringIncludes } from "../../../deps.ts";
import type { ComponentStatus } from "../../../../lib/base/component_status.ts";
import { textOf, widthOf } from "../../../../lib/cli/top/line.ts";
import { drawOverview } from "../../../../lib/cli/top/overview.ts";
import type { Position, Shown, Tab } from "../../../../lib/cli/top/shown.ts";
import { TABS } from "../../../../lib/cli/top/shown.ts";
import { loadColumns } from "../../../../lib/text/columns.ts";

await loadColumns("漢");

const NOW = new Date(2026, 10, 27, 12, 0, 0).getTime();

/** A map of some components, of each state some, with foreign text of every kind. */
function shown(components: number): Shown {
  const statuses = Array.from({ length: components }, (_, i): ComponentStatus => {
    if (i % 10 === 9) return "HELD";
    if (i % 10 === 8) return "ERRORED";
    return i < components / 2 ? "COMPLETED" : i < components * 0.6 ? "RUNNING" : "IDLE";
  });
  const of = (status: ComponentStatus): number[] =>
    statuses.flatMap((one, component) => one === status ? [component] : []);
  return {
    tag: "scan-1",
    backend: "htcondor",
    statuses,
    counts: new Map(
      Map.groupBy(statuses, (status) => status).entries().map((
        [status, all],
      ) => [status, all.length]),
    ),
    running: of("RUNNING").map((component, i) => ({
      component,
      status: "RUNNING",
      host: `slot1_${i}@node-漢字-${i}.example.org`,
      started: NOW - 3_600_000 + 1000 * i,
    })),
    errors: of("ERRORED").map((component) => ({
      component,
      ended: NOW - 1000 * component,
      message: `Error: \x1b[2Jno ${"漢".repeat(120)} 🙂`,
    })),
    holds: [{ code: 13, reason: "a file\nis missing".padEnd(300, "."), components: of("HELD") }],
    memory: [100, 200, 300, 310],
    asked: 4096,
    times: [1000, 2000, 2500],
    rate: 42.4,
    timeLeft: 312,
    trouble: undefined,
    answered: NOW,
    read: NOW,
  };
}

const at = (more: Partial<Position> = {}): Position => ({
  focus: "cells",
  tab: "running",
  component: 0,
  index: 0,
  ...more,
});

Deno.test("a map's screen has as many lines as it has rows, and none is wider, whatever it shows", () => {
  for (const components of [1, 10, 10_000]) {
    for (const [columns, rows] of [[10, 3], [40, 15], [80, 24], [110, 30], [200, 60]] as const) {
      for (const tab of TABS) {
        for (const more of [{}, { focus: "list" }, { message: "said\n".repeat(9) }] as const) {
          const map = { ...shown(components), trouble: "condor_q does not answer ".repeat(20) };
          const { lines } = drawOverview(map, at({ tab, ...more }), { columns, rows }, NOW);
          assertEquals(lines.length, rows);
          for (const line of lines) {
            assert(widthOf(line) <= columns, `${columns}: ${textOf(line)}`);
            // deno-lint-ignore no-control-regex -- control characters are what is looked for
            assert(!/[\x00-\x1f\x7f-\x9f]/.test(textOf(line)), textOf(line));
          }
        }
      }
    }
  }
});

Deno.test("a map's screen says how many components are in each state, how fast it goes and how long yet", () => {
  for (const columns of [40, 80, 200]) {
    const { lines } = drawOverview(shown(10_000), at(), { columns, rows: 30 }, NOW);
    const text = lines.map(textOf).join("\n");
    for (
      const part of ["COMPLETED 4000", "RUNNING 800", "IDLE 3200", "HELD 1000", "ERRORED 1000"]
    ) {
      assertStringIncludes(text, part);
    }
    const fits = columns > 40 ? "42/min lately, about 05:12 left" : "42/min, 05:12 left";
    assertStringIncludes(text, `50 % done, ${fits}`);
  }
});

Deno.test("a map's screen shows one list at a time, and memory and times beside it where there is room", () => {
  const screen = (tab: Tab, columns: number): string =>
    drawOverview(shown(100), at({ tab }), { columns, rows: 24 }, NOW).lines.map(textOf).join("\n");
  assertStringIncludes(screen("running", 80), "50  1:00:00  since 11:00:00  slot1_0@node-漢字-0");
  assertStringIncludes(screen("errors", 80), "8  11:59:52  Error: ^[[2Jno 漢漢");
  assertStringIncludes(screen("holds", 80), "10x  [13] a file is missing....");
  assertStringIncludes(screen("figures", 80), "half under 300 MB, at most 310 MB, asked 4 GB");
  assert(!screen("running", 80).includes("asked 4 GB"));
  assertStringIncludes(screen("running", 200), "asked 4 GB");
});

Deno.test("a map's screen keeps the chosen line of a long list in sight, with a mark", () => {
  for (const index of [0, 7, 400, 799]) {
    const position = at({ focus: "list", index });
    const { lines } = drawOverview(shown(10_000), position, { columns: 80, rows: 24 }, NOW);
    const [chosen] = lines.map(textOf).filter((line) => line.startsWith("> "));
    assertStringIncludes(chosen ?? "", `slot1_${index}@`);
  }
});

Deno.test("a map's screen tells what the chosen cell stands for", () => {
  const small = drawOverview(shown(20), at({ component: 8 }), { columns: 80, rows: 24 }, NOW);
  assertStringIncludes(small.lines.map(textOf).join("\n"), "component 8: ERRORED");
  const large = drawOverview(shown(10_000), at({ component: 0 }), { columns: 40, rows: 15 }, NOW);
  const { per } = large.cells;
  assert(per > 1);
  assertStringIncludes(large.lines.map(textOf).join("\n"), `components 0 to ${per - 1}: `);
});

Deno.test("a map's screen says that the queue does not answer, since when, and how old what it shows is", () => {
  const map = { ...shown(20), trouble: "no answer", answered: NOW - 65_000, read: NOW - 65_000 };
  const text = drawOverview(map, at(), { columns: 200, rows: 24 }, NOW).lines.map(textOf).join(
    "\n",
  );
  assertStringIncludes(
    text,
    "The queue does not answer, last 01:05 ago: what is shown is what the event log says",
  );
  assertStringIncludes(text, "11:58:55, 01:05 ago");
});

Deno.test("a picture of a map has no keys, and nothing that is chosen", () => {
  const { lines } = drawOverview(shown(20), undefined, { columns: 80, rows: 24 }, NOW);
  const pieces = lines.flat();
  assert(!pieces.some(({ look }) => look === "chosen"));
  assert(!pieces.some(({ text }) => text.includes("quit")));
});
