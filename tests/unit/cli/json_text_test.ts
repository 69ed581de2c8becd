import { assert, assertEquals } from "../../deps.ts";
import { jsonPieces, stretches } from "../../../lib/cli/json_text.ts";
import { fromJson, toJson } from "../../../lib/cli/json_values.ts";

const whole = (value: unknown): string => [...jsonPieces(value)].join("");

const tree: { name: string; children: unknown[] } = { name: "root", children: [] };
tree.children.push({ parent: tree }, new Map([[tree, [tree]]]));
const shared = { a: 1 };
const error = Object.assign(new RangeError("far", { cause: [1n] }), { name: "Odd", metres: 3 });

const VALUES: Record<string, unknown> = {
  "simple values": [
    "x",
    'q"\n\u2028\ud800',
    0,
    -0,
    1e21,
    NaN,
    true,
    null,
    undefined,
    2n,
    Symbol("s"),
  ],
  "dates, patterns and addresses": [
    new Date(0),
    new Date(NaN),
    /a\/b/g,
    new URL("https://e.org/a?b"),
  ],
  "maps and sets": new Map<unknown, unknown>([[new Set([1, [2]]), new Map([["a", {}]])], [{}, []]]),
  "bytes and numbers": [
    new Uint8Array([1, 2, 3, 4]).subarray(1),
    new DataView(new ArrayBuffer(2)),
    new Float64Array([0.5, NaN]),
    new BigInt64Array([-1n]),
  ],
  "objects that look like forms": [{ $date: "today" }, { $$date: 1 }, { $price: 3 }, {
    "": { k: [] },
  }],
  "an object within itself": tree,
  "an object that is there twice": [shared, shared, { shared }],
  "an error": error,
  // deno-lint-ignore no-sparse-arrays -- the holes are what is tested
  "an array with holes": [1, , 2, ,],
  "a key called __proto__": JSON.parse('{"__proto__":{"x":1}}'),
};

for (const [what, value] of Object.entries(VALUES)) {
  Deno.test(`jsonPieces() writes ${what} as toJson() makes them`, () => {
    assertEquals(whole(value), JSON.stringify(toJson(value)));
  });
}

Deno.test("jsonPieces() writes what is long in pieces, and all of it", () => {
  const numbers = Array.from({ length: 300_000 }, (_, i) => i);
  const objects = numbers.map((i) => ({ i, text: `n${i}` }));
  const bytes = new Uint8Array(2_000_001).map((_, i) => i);
  const text = "x😀".repeat(1_000_000);
  for (const value of [numbers, objects, bytes, text, { bytes, text, inner: [numbers] }]) {
    const pieces = [...jsonPieces(value)];
    assert(pieces.length > 2);
    for (const piece of pieces) assert(piece.length < 3_000_000 && piece.isWellFormed());
    assertEquals(fromJson(JSON.parse(pieces.join(""))), value);
  }
});

Deno.test("jsonPieces() writes what nests deeper than a stack bears", () => {
  let deep: unknown = null;
  for (let level = 0; level < 100_000; level++) deep = level % 2 ? [deep] : { deep };
  const text = whole(deep);
  assertEquals(text.length, 50_000 * '[{"deep":}]'.length + "null".length);
  assert(text.includes(`[{"deep":null}]`));
});

Deno.test("stretches() cuts text up, and no character in two", () => {
  for (const text of ["", "a", "x".repeat(3_000_000), `x${"😀".repeat(1_500_000)}`]) {
    const parts = [...stretches(text)];
    assertEquals(parts.join(""), text);
    for (const part of parts) assert(part.isWellFormed());
  }
});
