/**
 * What became of the rows of the table in each way, for people and for the tests.
 *
 * @module
 */

import type { Verdict } from "./check.ts";
import { howImported, titleOf } from "./projects.ts";
import { type Row, ROWS } from "./table.ts";
import { tryAll, type Way } from "./ways.ts";

/**
 * Declares a test for each way, with a step for each row, and one that prints what became of all.
 *
 * @param ways The ways.
 * @param ignore Whether what they need is not there.
 */
export function declareTests(ways: readonly Way[], ignore: boolean): void {
  const found: ReadonlyMap<Row, Verdict>[] = [];
  for (const way of ways) {
    const name = `packages: each gives elsewhere what it gives here, ${way.name}`;
    Deno.test({
      name,
      ignore,
      fn: async (t) => {
        await using made = way;
        const verdicts = await tryAll(made);
        found.push(verdicts);
        for (const [row, { right, state, why }] of verdicts) {
          const promise = "refused" in row
            ? `is refused, and ${row.refused} named`
            : "gives what it gives here";
          await t.step(`packages: ${titleOf(row)} ${promise}`, () => {
            if (!right) throw new Error(`${state}: ${why}`);
          });
        }
        if (found.length === ways.length) console.log(tableOf(ways, found));
      },
    });
  }
}

/** The table: a line a row, with a column a way, and then why something does not work. */
function tableOf(ways: readonly Way[], found: readonly ReadonlyMap<Row, Verdict>[]): string {
  const rows = ROWS.filter((row) => found.some((one) => one.has(row)));
  const reasons: string[] = [];
  const lines = rows.map((row) => {
    const cells = found.map((verdicts, index) => {
      const { state, right, why } = verdicts.get(row) ?? { state: "-", right: true, why: "" };
      if (right && why === "") return state;
      reasons.push(
        `[${reasons.length + 1}] ${titleOf(row)}, ${ways[index]?.name}: ${briefly(why)}`,
      );
      return `${state}${right || state === "FAILED" ? "" : " WRONGLY"} [${reasons.length}]`;
    });
    return [`${row.name}@${row.version}`, row.kind, howImported(row), ...cells];
  });
  const all = [["package", "kind", "imported", ...ways.map(({ name }) => name)], ...lines];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  const text = all.map((line) =>
    line.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()
  );
  return ["", ...text, "", ...reasons, ""].join("\n");
}

/** The first of what a reason says, on a line; all of it is with the step of the row. */
function briefly(why: string): string {
  const line = why.replaceAll(/\s+/g, " ").replaceAll(/\S*\/(npm|node_modules)\//g, "…/");
  return line.length > 240 ? `${line.slice(0, 240)}…` : line;
}
