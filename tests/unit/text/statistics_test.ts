import { assertEquals } from "@std/assert";
import { ascending, histogram, quantile, roundUp } from "../../../lib/text/statistics.ts";

Deno.test("quantile() gives a number that is there", () => {
  const numbers = ascending([5, 1, 3, 2, 4]);
  assertEquals([0, 0.5, 0.95, 1].map((part) => quantile(numbers, part)), [1, 3, 5, 5]);
  assertEquals(quantile([], 0.5), undefined);
});

Deno.test("histogram() has round bounds, and loses nothing", () => {
  const bins = histogram([0, 1, 9, 10, 19, 20, 100], 10);
  assertEquals(bins[0], { from: 0, to: 10, count: 3 });
  assertEquals(bins.reduce((sum, { count }) => sum + count, 0), 7);
  assertEquals(histogram([], 10), []);
  assertEquals(histogram([0, 0], 4).map(({ count }) => count), [2]);
  assertEquals(histogram([3.58, 3.59, 3.6], 10).length <= 2, true);
});

Deno.test("roundUp() gives numbers that people would choose", () => {
  assertEquals([0.0011, 0.9, 1, 1.1, 2.3, 26, 700].map(roundUp), [0.002, 1, 1, 2, 2.5, 50, 1000]);
});
