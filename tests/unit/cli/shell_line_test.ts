import { assertEquals } from "../../deps.ts";
import { quoted, splitLine, unquote } from "../../../lib/cli/completion/shell_line.ts";

/** What was typed, the words before the last one, and the last one as it is written. */
const LINES: Readonly<Record<string, readonly [words: readonly string[], written: string]>> = {
  "": [[], ""],
  "htmap": [[], "htmap"],
  "htmap ": [["htmap"], ""],
  "  htmap  remove dbl": [["htmap", "remove"], "dbl"],
  "htmap 'a b' \"c d\" e\\ f g": [["htmap", "a b", "c d", "e f"], "g"],
  "htmap 'a b": [["htmap"], "'a b"],
  'htmap "a \\" b': [["htmap"], '"a \\" b'],
  "htmap a\\": [["htmap"], "a\\"],
  "htmap 'it'\\''s' ''": [["htmap", "it's"], "''"],
  'htmap "\\$x \\a" b': [["htmap", "$x \\a"], "b"],
};
for (const [line, [words, written]] of Object.entries(LINES)) {
  Deno.test(`splitLine() takes ${JSON.stringify(line)} apart as a shell does`, () => {
    assertEquals(splitLine(line), { words, written });
  });
}

Deno.test("unquote() knows which quotation has not ended", () => {
  const quotes = ["a", "'a", "'a'", '"a', '"a"', "a'b", "a\\'", '"a\\"'].map((written) =>
    unquote(written).quote
  );
  assertEquals(quotes, ["", "'", "", '"', "", "'", "", '"']);
});

Deno.test("quoted() writes what unquote() reads, in every quotation", () => {
  for (
    const text of ["dbl", "a b", "it's", 'q"r', "$x", "`x`", "a\\b", "größe", "a;b&c", "~x", "*"]
  ) {
    assertEquals(unquote(quoted(text, "")), { text, quote: "" });
    assertEquals(unquote(`'${quoted(text, "'")}'`), { text, quote: "" });
    assertEquals(unquote(`"${quoted(text, '"')}"`), { text, quote: "" });
  }
});
