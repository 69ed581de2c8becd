import { assert, assertEquals, assertStringIncludes } from "../../../deps.ts";
import { drawHelp, KEYS } from "../../../../lib/cli/top/help.ts";
import { textOf, widthOf } from "../../../../lib/cli/top/line.ts";

Deno.test("the help of the screen fits its columns and rows, and tells all of every key", () => {
  for (const columns of [20, 40, 80, 200]) {
    const lines = drawHelp({ rows: 60, columns });
    assertEquals(lines.length, 60);
    for (const line of lines) assert(widthOf(line) <= Math.max(columns, 34), textOf(line));
    const text = lines.map((line) => textOf(line).trim()).join(" ").replaceAll(/\s+/g, "");
    for (const [, does] of KEYS) assertStringIncludes(text, does.replaceAll(" ", ""));
  }
});
