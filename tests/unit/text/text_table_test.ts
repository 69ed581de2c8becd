import { assertEquals } from "../../deps.ts";
import { loadColumns } from "../../../lib/text/columns.ts";
import { textTable } from "../../../lib/text/text_table.ts";

Deno.test("textTable() makes each column as wide as its widest text, and aligns it as asked", () => {
  const table = textTable(["Tag", "IDLE"], [["a", "7"], ["primes", "123456"]], ["left", "right"]);
  assertEquals(table.split("\n"), [
    "Tag       IDLE",
    "──────  ──────",
    "a            7",
    "primes  123456",
  ]);
});

Deno.test("textTable() leaves no spaces at the end of a line, and fills in what a row lacks", () => {
  assertEquals(textTable(["A", "B"], [["longer"], ["x", "y"]]).split("\n"), [
    "A       B",
    "──────  ─",
    "longer",
    "x       y",
  ]);
});

Deno.test("textTable() writes the heading alone when there are no rows", () => {
  assertEquals(textTable(["Tag", "状态"], []), "Tag  状态\n───  ────");
});

/** Texts that take four columns of a terminal each, however many characters they are. */
const FOUR_WIDE: Record<string, string> = {
  "ASCII": "abcd",
  "Chinese": "数据",
  "emoji": "🦊🐻",
  "emoji of several": "👩‍🔬🇨🇭",
  "accents of their own": "e\u0301te\u0301s",
  "codes of colours": "\x1b[1;31mboom\x1b[0m",
};

Deno.test("textTable() lines up text whose characters are wider, or narrower, than one column", async () => {
  const texts = Object.values(FOUR_WIDE);
  await loadColumns(texts.join(""));
  const [heading, line, ...rows] = textTable(["Tag", "N"], texts.map((text) => [text, "1"]))
    .split("\n");
  assertEquals([heading, line], ["Tag   N", "────  ─"]);
  assertEquals(rows, texts.map((text) => `${text}  1`));
});

for (const [what, text] of Object.entries(FOUR_WIDE)) {
  Deno.test(`textTable() pads ${what} to the width of a wider text`, async () => {
    await loadColumns(text);
    const rows = [[text, text], ["123456", "123456"]];
    const [, , row] = textTable(["", ""], rows, ["left", "right"]).split("\n");
    assertEquals(row, `${text}      ${text}`);
  });
}
