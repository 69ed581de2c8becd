import { assert, assertEquals } from "../../deps.ts";
import { columns, loadColumns } from "../../../lib/text/columns.ts";
import { FittedTable } from "../../../lib/text/fitted_table.ts";

await loadColumns("…");

function linesOf(heading: string[], rows: string[][], room: number): string[] {
  const numbers = heading.map((_, i) => rows.every((row) => /^\d+$/.test(row[i] ?? "")));
  const table = new FittedTable(heading, rows, room, numbers);
  return [...table.top(), ...rows.map((row) => table.line(row))];
}

Deno.test("FittedTable makes each column as wide as what is in it, where there is room", () => {
  assertEquals(linesOf(["n", "name"], [["1", "a"], ["10", "long name"]], 80), [
    " n  name",
    "──  ─────────",
    " 1  a",
    "10  long name",
  ]);
});

Deno.test("FittedTable takes room from the widest columns first, and cuts off what is in them", () => {
  const lines = linesOf(["n", "a", "b"], [["1", "x".repeat(50), "short"]], 30);
  assertEquals(lines.at(-1), `1  ${"x".repeat(19)}…  short`);
  for (const line of lines) assert(columns(line) <= 30);
});

Deno.test("FittedTable leaves numbers their room, and their heading", () => {
  const lines = linesOf(["component", "text"], [["1", "x".repeat(50)]], 20);
  assertEquals(lines[0], "component  text");
  assertEquals(lines.at(-1), `        1  ${"x".repeat(8)}…`);
});

Deno.test("FittedTable leaves columns out for which there is no room, and shows that there are more", () => {
  const names = Array.from({ length: 20 }, (_, i) => `column-${i}`);
  const lines = linesOf(names, [names], 40);
  for (const line of lines) assert([...line].length <= 40, line);
  assert(lines[0]?.endsWith("…"));
});

Deno.test("FittedTable keeps each row on its line, whatever is in it, and all digits of a number", () => {
  const table = new FittedTable(["n", "t"], [["1", "a"]], 80, [true, false]);
  assertEquals(table.line(["12345", "a\nb\u001b[2J"]), "12345  …");
});
