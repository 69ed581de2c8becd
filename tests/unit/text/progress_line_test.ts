import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { loadColumns } from "../../../lib/text/columns.ts";
import { type Progress, progressLine, progressText } from "../../../lib/text/progress_line.ts";

const QUARTER: Progress = {
  title: "dbl",
  total: 40,
  unit: "component",
  done: 10,
  note: "",
  seconds: 30,
  left: 90,
};

Deno.test("progressLine() says how far the work is and how long the rest may take", () => {
  const line = progressLine({ ...QUARTER, note: "2 failed" }, 100);
  assertStringIncludes(line, "dbl:  25% ███████░░░░░");
  assertStringIncludes(line, "10/40 components [00:30, 01:30 left] 2 failed");
});

Deno.test("progressLine() says nothing of what nobody knows", () => {
  assertStringIncludes(
    progressLine({ ...QUARTER, left: undefined }, 100),
    " 10/40 components [00:30]",
  );
  assertEquals(
    progressLine({ ...QUARTER, unit: "input", total: undefined, left: undefined }, 100),
    "dbl: 10 inputs [00:30]",
  );
});

Deno.test("progressLine() counts one thing, and none, as one does", () => {
  const over = { ...QUARTER, left: undefined };
  assertStringIncludes(progressLine({ ...over, total: 1, done: 1 }, 100), "1/1 component [00:30]");
  assertStringIncludes(progressLine({ ...over, total: 0, done: 0 }, 100), "100% ");
});

Deno.test("progressText() is the figures without a bar", () => {
  assertEquals(
    progressText({ ...QUARTER, note: "2 failed" }),
    "dbl:  25% 10/40 components [00:30, 01:30 left] 2 failed",
  );
});

Deno.test("progressLine() is never wider than there is room, and keeps its figures longest", () => {
  for (const width of [1, 20, 60, 79, 200]) {
    assert(progressLine(QUARTER, width).length <= width);
  }
  assertStringIncludes(progressLine(QUARTER, 50), "10/40 components [00:30, 01:30 left]");
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
      const line = progressLine({ ...QUARTER, title, note: "2 failed" }, width);
      assert(columnsOf(line) <= width, `${line} in ${width}`);
      assert(line.isWellFormed());
    }
    // 12 for the title, 7 for the part, 28 for the bar and the rest for the figures.
    const whole = progressLine({ ...QUARTER, title }, 200);
    assertEquals(columnsOf(whole), 12 + 7 + 28 + " 10/40 components [00:30, 01:30 left]".length);
    assertEquals(columnsOf(progressLine({ ...QUARTER, title }, 70)), 70);
  });
}
