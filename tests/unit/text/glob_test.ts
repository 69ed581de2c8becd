import { assertEquals } from "../../deps.ts";
import { globPattern } from "../../../lib/text/glob.ts";

Deno.test("globPattern() matches as the shell does", () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ["*", "anything", true],
    ["scan-*", "scan-1", true],
    ["scan-*", "a-scan-1", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["[ab]x", "bx", true],
    ["[!ab]x", "bx", false],
    ["[a-c]x", "bx", true],
    ["a.b", "axb", false],
    ["a(b)+|$^{1}", "a(b)+|$^{1}", true],
    ["[", "[", true],
    ["a\\b", "a\\b", true],
  ];
  for (const [pattern, text, matches] of cases) {
    assertEquals(globPattern(pattern).test(text), matches, pattern);
  }
});
