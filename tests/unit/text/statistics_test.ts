import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ascending, histogram, quantile, roundUp } from "../../../lib/text/statistics.ts";
import { timeTaken } from "../../../lib/text/time_taken.ts";

Deno.test("quantile() gives a number that is there", () => {
  const numbers = ascending([5, 1, 3, 2, 4]);
  assertEquals([0, 0.5, 0.95, 1].map((part) => quantile(numbers, part)), [1, 3, 5, 5]);
  assertEquals(quantile([], 0.5), undefined);
});

Deno.test("histogram() has round bounds, and loses nothing", () => {
  const bins = histogram([0, 1, 9, 10, 19, 20, 100], 11, String);
  assertEquals(bins[0], { from: 0, to: 10, count: 3 });
  assertEquals(bins.reduce((sum, { count }) => sum + count, 0), 7);
  assertEquals(histogram([], 10, String), []);
  assertEquals(histogram([0, 0], 4, String).map(({ count }) => count), [2]);
  assertEquals(histogram([3.58, 3.59, 3.6], 10, String).length <= 2, true);
});

Deno.test("histogram() has no more ranges than it may, each with bounds that are written in other words", () => {
  const numbers = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(numbers, fc.integer({ min: 1, max: 24 }), (numbers, most) => {
    const bins = histogram(numbers, most, timeTaken);
    const bounds = [bins[0]?.from ?? 0, ...bins.map(({ to }) => to)].map(timeTaken);
    assertEquals(bins.length <= most && new Set(bounds).size === bounds.length, true);
    assertEquals(bins.reduce((sum, { count }) => sum + count, 0), numbers.length);
  }));
  assertEquals(histogram([0.0049, 0.0051], 24, timeTaken).map(({ from, to }) => [from, to]), [
    [0.004, 0.005],
    [0.005, 0.006],
  ]);
});

Deno.test("histogram() has a range for one more, which it does not count", () => {
  const bins = histogram([1, 2], 4, String, 7);
  assertEquals([bins.at(-1)!.to > 7, bins.reduce((sum, { count }) => sum + count, 0)], [true, 2]);
});

Deno.test("histogram() comes to an end, and counts all, whatever clocks have made of the times", () => {
  for (const most of [1, 2, 24]) {
    const bins = histogram([-3, -0.5, 0, 2, 9], most, timeTaken);
    assertEquals(bins.reduce((sum, { count }) => sum + count, 0), 5);
    assertEquals(bins[0]?.from, 0);
  }
  assertEquals(histogram([-2, -1], 4, timeTaken).map(({ count }) => count), [2]);
  assertEquals(histogram([1, Infinity], 4, timeTaken), []);
});

Deno.test("roundUp() gives numbers that people would choose", () => {
  assertEquals([0.0011, 0.9, 1, 1.1, 2.3, 26, 700].map(roundUp), [0.002, 1, 1, 2, 5, 50, 1000]);
});
