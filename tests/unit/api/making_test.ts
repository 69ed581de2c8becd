import { assertEquals } from "../../deps.ts";
import { knownLength } from "../../../lib/api/making.ts";
import { range } from "../../../lib/base/range.ts";

Deno.test("knownLength() knows how many there are of what says so, and of nothing else", () => {
  const counted: unknown[] = [
    [1, 2, 3],
    new Set([1, 2, 3]),
    new Map([[1, 2], [3, 4], [5, 6]]),
    new Float64Array(3),
    range(0, 9, 3),
  ];
  assertEquals(counted.map(knownLength), [3, 3, 3, 3, 3]);
  const others = [[1].values(), range(Infinity), { length: -0.5 }, { length: "3" }, "abc", null];
  assertEquals(others.map(knownLength), others.map(() => undefined));
});

Deno.test("range() says how many numbers it has", () => {
  const lengths = [range(5), range(5, 0), range(5, 0, -2), range(0), range(0.5, 2.2)].map((
    each,
  ) => [
    each.length,
    [...each].length,
  ]);
  assertEquals(lengths, [[5, 5], [0, 0], [3, 3], [0, 0], [2, 2]]);
});
