import { assert, assertEquals } from "../../../deps.ts";
import { binsOf, drawBins } from "../../../../lib/cli/top/histogram.ts";
import { textOf, widthOf } from "../../../../lib/cli/top/line.ts";

Deno.test("binsOf counts each value once, in bins with round edges", () => {
  assertEquals(binsOf([2, 3, 4, 19, 20, 39], 4, String), [
    { from: 0, to: 10, count: 3 },
    { from: 10, to: 20, count: 1 },
    { from: 20, to: 30, count: 1 },
    { from: 30, to: 40, count: 1 },
  ]);
  assertEquals(binsOf([], 4, String), []);
  assertEquals(binsOf([5], 4, String), [{ from: 5, to: 5.5, count: 1 }]);
});

Deno.test("binsOf has bins that grow where values are far apart", () => {
  const bins = binsOf([3, 30, 40, 60_000], 8, String);
  assertEquals(bins.map(({ count }) => count).filter((count) => count > 0), [1, 2, 1]);
  assertEquals(bins[0]?.from, 1);
});

Deno.test("binsOf has no two edges that are written alike, however far apart the values are", () => {
  for (const times of [[0.2, 0.9, 3, 70_000], [0.001, 0.2, 0.3]]) {
    const edges = binsOf(times, 10, (edge) => edge.toFixed());
    const words = [edges[0]!.from, ...edges.map(({ to }) => to)].map((edge) => edge.toFixed());
    assertEquals(new Set(words).size, words.length);
    assertEquals(edges.reduce((sum, { count }) => sum + count, 0), times.length);
  }
});

Deno.test("binsOf never has more bins than it may, loses nothing, and has one for what is asked", () => {
  for (const values of [[0], [0, 0, 0], [7, 7], [1, 1e9], [0.5, 3e7, 2], [99, 100, 101]]) {
    for (const most of [1, 2, 3, 10]) {
      const bins = binsOf(values, most, String, 4096);
      assert(bins.length <= most, `${values} in ${bins.length}`);
      assertEquals(bins.reduce((sum, { count }) => sum + count, 0), values.length);
      assert(bins.some(({ from, to }) => 4096 >= from && 4096 < to), `${values} ${most}`);
    }
  }
});

Deno.test("drawBins fits its room and marks what was asked for", () => {
  const write = (edge: number): string => `${edge} MB`;
  const bins = binsOf([60, 70, 80, 81], 4, write, 200);
  const lines = drawBins(bins, 40, write, { value: 200, word: "asked" });
  for (const line of lines) assert(widthOf(line) <= 40, textOf(line));
  assertEquals(textOf(lines.at(-1)!), "200 MB - 250 MB  0 asked");
});
