import { assert, assertEquals } from "../../deps.ts";
import { columns, cut, loadColumns } from "../../../lib/text/columns.ts";

/** Texts and the columns they take on a terminal. */
const WIDTHS: Record<string, [text: string, width: number]> = {
  "nothing": ["", 0],
  "ASCII": ["run-7 ~", 7],
  "letters with accents": ["été", 3],
  "accents of their own": ["e\u0301te\u0301", 3],
  "Chinese": ["数据", 4],
  "an emoji": ["🦊", 2],
  "an emoji of several": ["👩‍🔬", 2],
  "a flag": ["🇨🇭", 2],
  "the codes of a colour": ["\x1b[31mred\x1b[0m", 3],
};

// Before the others: they load what it does without.
Deno.test("columns() never takes text for narrower than it is, even before its measure is loaded", () => {
  for (const [what, [text, width]] of Object.entries(WIDTHS)) assert(columns(text) >= width, what);
  assertEquals(columns("数据"), 4);
  assertEquals(columns("été"), 3);
});

for (const [what, [text, width]] of Object.entries(WIDTHS)) {
  Deno.test(`columns() measures ${what}`, async () => {
    await loadColumns(text);
    assertEquals(columns(text), width);
  });
}

Deno.test("cut() keeps what fits, and no half of a character", async () => {
  await loadColumns("数");
  const cases: [text: string, room: number, kept: string][] = [
    ["status", 10, "status"],
    ["status", 4, "stat"],
    ["status", 0, ""],
    ["数据", 4, "数据"],
    ["数据", 3, "数"],
    ["数据", 1, ""],
    ["e\u0301te\u0301", 1, "e\u0301"],
    ["a👩‍🔬b", 3, "a👩‍🔬"],
    ["a👩‍🔬b", 2, "a"],
  ];
  for (const [text, room, kept] of cases) assertEquals(cut(text, room), kept, `${text} in ${room}`);
});
