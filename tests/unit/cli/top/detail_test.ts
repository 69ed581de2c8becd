import { assert, assertEquals, assertStringIncludes } from "../../../deps.ts";
import { drawDetail, type ShownText } from "../../../../lib/cli/top/detail.ts";
import { type Line, textOf, widthOf, wrapped } from "../../../../lib/cli/top/line.ts";
import { columns as widthIn, loadColumns } from "../../../../lib/text/columns.ts";
import type { SeenComponent } from "../../../../lib/map/component_view.ts";

await loadColumns("漢");

const NOW = new Date(2026, 10, 27, 12, 0, 0).getTime();
const RUNNING: SeenComponent = {
  component: 7,
  status: "RUNNING",
  host: "slot1_2@node7",
  started: NOW - 90_000,
  wall: 90_000,
  cpu: undefined,
  memory: 512,
  job: "12.7",
  beside: [],
  failedAttempts: 2,
  submission: 1,
  hold: undefined,
  removal: undefined,
  report: undefined,
};

function textsOf(lines: readonly Line[]): string {
  return lines.map(textOf).join("\n");
}

const draw = (
  seen: SeenComponent,
  text: ShownText,
  scroll = 0,
  size = { columns: 80, rows: 12 },
): ReturnType<typeof drawDetail> => drawDetail("m", seen, text, { scroll }, size, NOW);

Deno.test("a component's screen says where it runs, since when, and what went before", () => {
  const text = textsOf(draw(RUNNING, { kind: "stdout", text: "" }).lines);
  assertStringIncludes(text, "m, component 7  RUNNING");
  for (
    const part of [
      "on slot1_2@node7",
      "since 11:58:30, for 01:30 so far",
      "memory 512 MB",
      "job 12.7",
      "2 attempts failed before",
      "submitted 2 times",
    ]
  ) assertStringIncludes(text.replaceAll("\n", " "), part);
});

Deno.test("a component's screen shows the end of what it writes, and the beginning of a report", () => {
  const numbers = Array.from({ length: 100 }, (_, i) => `line ${i}`).join("\n");
  const end = draw(RUNNING, { kind: "stdout", text: numbers });
  assertStringIncludes(textsOf(end.lines), "line 99");
  assertStringIncludes(
    textsOf(draw(RUNNING, { kind: "stdout", text: numbers }, end.mostScroll).lines),
    "line 0\n",
  );
  const report = textsOf(draw(RUNNING, { kind: "report", text: numbers }).lines);
  assertStringIncludes(report, "line 0\n");
  assert(!report.includes("line 99"));
});

Deno.test("a component's screen says on top what was thrown, which stands far below in a report", () => {
  const files = Array.from({ length: 30 }, (_, i) => `  file${i}`).join("\n");
  const report =
    `Files in the scratch directory:\n${files}\n\nRangeError: bad 1\n    at f (x.ts:1:1)\n`;
  const failed: SeenComponent = { ...RUNNING, status: "ERRORED" };
  const { lines } = draw(failed, { kind: "report", text: report });
  assertEquals(textOf(lines[1] ?? []), "RangeError: bad 1");
});

Deno.test("a component's screen shows foreign text as text, and the last of what is drawn over itself", () => {
  const text = "\x1b[2J\x07 10 %\r 20 %\r 30 %\r\n\ttab\n" + "漢字🙂".repeat(100);
  for (const columns of [10, 40, 200]) {
    const { lines } = draw(RUNNING, { kind: "stderr", text }, 0, { columns, rows: 40 });
    assertEquals(lines.length, 40);
    for (const line of lines) {
      assert(widthOf(line) <= columns);
      // deno-lint-ignore no-control-regex -- control characters are what is looked for
      assert(!/[\x00-\x1f\x7f-\x9f]/.test(textOf(line)));
    }
    if (columns > 10) assertStringIncludes(textsOf(lines), " 30 %\n    tab");
    assert(!textsOf(lines).includes("20 %"));
  }
});

Deno.test("wrapped loses nothing, and no line is wider than the room", () => {
  for (
    const text of ["", "a b c", "x".repeat(500), "漢字".repeat(99), "a ".repeat(77), "🙂".repeat(9)]
  ) {
    for (const room of [1, 2, 7, 80]) {
      const lines = wrapped(text, room);
      assertEquals(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      for (const line of lines) assert(widthIn(line) <= Math.max(2, room), `${room}: ${line}`);
    }
  }
});
