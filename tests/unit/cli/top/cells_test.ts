import { assertEquals } from "../../../deps.ts";
import type { ComponentStatus } from "../../../../lib/base/component_status.ts";
import { cellsOf, componentOfCell, drawCells, MARKS } from "../../../../lib/cli/top/cells.ts";
import { textOf } from "../../../../lib/cli/top/line.ts";

const many = (count: number, status: ComponentStatus): ComponentStatus[] =>
  new Array<ComponentStatus>(count).fill(status);

Deno.test("cellsOf gives each component a cell where there is room", () => {
  const statuses = [...many(3, "COMPLETED"), ...many(2, "RUNNING"), ...many(2, "IDLE")];
  const cells = cellsOf(statuses, { columns: 5, rows: 2 });
  assertEquals(cells.per, 1);
  assertEquals(drawCells(cells).map(textOf), ["###RR", ".."]);
});

Deno.test("cellsOf has a cell stand for several where there is none, and show what went wrong first", () => {
  const statuses = [...many(4, "COMPLETED"), ...many(4, "RUNNING"), ...many(4, "IDLE")];
  statuses[1] = "ERRORED";
  statuses[6] = "HELD";
  const cells = cellsOf(statuses, { columns: 3, rows: 1 });
  assertEquals(cells.per, 4);
  assertEquals(drawCells(cells).map(textOf), ["EH."]);
  assertEquals([0, 1, 2].map((cell) => componentOfCell(cells, statuses, cell)), [1, 6, 8]);
});

Deno.test("cellsOf never has more rows than there may be, whatever the number of components", () => {
  for (const count of [1, 2, 79, 80, 81, 999, 10_000, 123_457]) {
    for (const [columns, rows] of [[40, 3], [80, 8], [200, 24]] as const) {
      const { statuses, per } = cellsOf(many(count, "IDLE"), { columns, rows });
      assertEquals(Math.ceil(statuses.length / columns) <= rows, true);
      assertEquals(statuses.length, Math.ceil(count / per));
    }
  }
});

Deno.test("every state has a mark of its own, so that they can be told without colours", () => {
  assertEquals(new Set(Object.values(MARKS)).size, Object.keys(MARKS).length);
});
