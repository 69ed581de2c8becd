import { assertEquals } from "../../deps.ts";
import { ProgressLines } from "../../../lib/text/progress_lines.ts";
import type { Progress } from "../../../lib/text/progress_line.ts";

const WORK = { title: "dbl", total: 100, unit: "component", note: "" };

/** What is written of steps, `[seconds, done, note]`. */
function linesOf(...steps: [number, number, string?][]): string[] {
  const lines: string[] = [];
  const display = new ProgressLines((line) => lines.push(line));
  let last: Progress | undefined;
  for (const [seconds, done, note = ""] of steps) {
    display.show(last = { ...WORK, seconds, done, note });
  }
  display.end(last);
  return lines.map((line) => line.replace(/^dbl: +/, ""));
}

Deno.test("ProgressLines writes the first line and the last, and once where these are one", () => {
  assertEquals(linesOf([0, 0], [0.1, 50], [0.2, 100]), [
    "0% 0/100 components [00:00]",
    "100% 100/100 components [00:00]",
  ]);
  assertEquals(linesOf([0, 100]), ["100% 100/100 components [00:00]"]);
  assertEquals(linesOf(), []);
});

Deno.test("ProgressLines writes a line every tenth, and in between every half minute with news", () => {
  const steps = Array.from({ length: 101 }, (_, done): [number, number] => [10 * done, done]);
  assertEquals(linesOf(...steps).map((line) => parseInt(line)).slice(0, 9), [
    0,
    3,
    6,
    9,
    10,
    13,
    16,
    19,
    20,
  ]);
});

Deno.test("ProgressLines writes no two lines within five seconds but for the last", () => {
  const steps = Array.from({ length: 101 }, (_, done): [number, number] => [done / 10, done]);
  assertEquals(linesOf(...steps).map((line) => parseInt(line)), [0, 50, 100]);
});

Deno.test("ProgressLines writes a line every ten minutes while nothing happens, and at once afterwards", () => {
  const hour = Array.from({ length: 3600 }, (_, second): [number, number] => [second, 7]);
  assertEquals(linesOf(...hour).length, 6);
  assertEquals(linesOf(...hour.slice(0, 599), [599, 7, "1 failed"]).length, 2);
});

Deno.test("ProgressLines writes nothing that would command a terminal", () => {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  assertEquals(linesOf([0, 0], [40, 50], [80, 100]).filter((line) => /[\x00-\x1f]/.test(line)), []);
});
