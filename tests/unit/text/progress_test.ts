import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { loadColumns } from "../../../lib/text/columns.ts";
import { duration, progressLine } from "../../../lib/text/progress.ts";

const BAR = { title: "dbl", total: 40, unit: "component" };

Deno.test("progressLine() says how far the work is and how long the rest may take", () => {
  const line = progressLine(BAR, 10, "2 failed", 30, 100);
  assertStringIncludes(line, "dbl:  25% ███████░░░░░");
  assertStringIncludes(line, "10/40 components [00:30, 01:30 left] 2 failed");
});

Deno.test("progressLine() gives no guess before anything is done, nor at the end", () => {
  assert(!progressLine(BAR, 0, "", 5, 100).includes("left"));
  assert(!progressLine(BAR, 40, "", 5, 100).includes("left"));
  assertStringIncludes(progressLine({ ...BAR, total: 1 }, 1, "", 5, 100), "1/1 component [00:05]");
});

Deno.test("progressLine() is never wider than there is room, and keeps its figures longest", () => {
  for (const width of [1, 20, 60, 79, 200]) {
    assert(progressLine(BAR, 10, "", 30, width).length <= width);
  }
  assertStringIncludes(progressLine(BAR, 10, "", 30, 50), "10/40 components [00:30, 01:30 left]");
});

/** Counts columns of a terminal: two for a Chinese character or an emoji, one for any other here. */
function columnsOf(line: string): number {
  return [...line].length + (line.match(/\p{Script=Han}|\p{Emoji_Presentation}/gu) ?? []).length;
}

// Before what measures text is loaded, as at the first drawing of a bar, and after.
for (const isLoaded of [false, true]) {
  const when = isLoaded ? "exactly" : "on the safe side";
  Deno.test(`progressLine() counts the columns of a wide title, ${when}`, async () => {
    const title = "数据 🦊 训练";
    if (isLoaded) await loadColumns(title);
    for (const width of [1, 2, 3, 10, 14, 20, 50, 60, 79, 200]) {
      const line = progressLine({ ...BAR, title }, 10, "2 failed", 30, width);
      assert(columnsOf(line) <= width, `${line} in ${width}`);
      assert(line.isWellFormed());
    }
    // 12 for the title, 7 for the part, 28 for the bar and the rest for the figures.
    const whole = progressLine({ ...BAR, title }, 10, "", 30, 200);
    assertEquals(columnsOf(whole), 12 + 7 + 28 + " 10/40 components [00:30, 01:30 left]".length);
    assertEquals(columnsOf(progressLine({ ...BAR, title }, 10, "", 30, 70)), 70);
  });
}

Deno.test("duration() writes hours only where there are some", () => {
  assertEquals([0, 59, 60, 3599.4, 3600, 90061].map(duration), [
    "00:00",
    "00:59",
    "01:00",
    "59:59",
    "1:00:00",
    "25:01:01",
  ]);
});
