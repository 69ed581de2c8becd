import { assertEquals } from "../../deps.ts";
import { isOneLine } from "../../../lib/text/one_line.ts";

Deno.test("isOneLine() takes text in any script, with blanks and tabs", () => {
  for (const text of ["", "a b\tc", "été", "数据", "👩‍🔬"]) assertEquals(isOneLine(text), true);
});

Deno.test("isOneLine() refuses line breaks and control characters of every kind", () => {
  for (const text of ["\n", "a\r", "\0", "\x07", "\x1b[31m", "\x7f", "\x9b", "\u2028", "\u2029"]) {
    assertEquals([text, isOneLine(text)], [text, false]);
  }
});
