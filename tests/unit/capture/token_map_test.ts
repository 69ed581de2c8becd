import fc from "fast-check";
import { decodeMappings } from "../../../lib/capture/engine/source_map.ts";
import { matched, tokenMap, tokensOf } from "../../../lib/capture/engine/token_map.ts";
import { segmentAt } from "../../../lib/wire/positions.ts";
import { assert, assertEquals } from "../../deps.ts";

Deno.test("tokensOf() takes a text apart into words and signs, with their places", () => {
  assertEquals(tokensOf("let größe$ =\n\n 1.5; // 𝒳!"), [
    { text: "let", line: 0, column: 0 },
    { text: "größe$", line: 0, column: 4 },
    { text: "=", line: 0, column: 11 },
    { text: "1", line: 2, column: 1 },
    { text: ".", line: 2, column: 2 },
    { text: "5", line: 2, column: 3 },
    { text: ";", line: 2, column: 4 },
    { text: "/", line: 2, column: 6 },
    { text: "/", line: 2, column: 7 },
    { text: "𝒳", line: 2, column: 9 },
    { text: "!", line: 2, column: 11 },
  ]);
});

/** How long the longest sequence is that two texts have in common, found the slow way. */
function longest(a: readonly string[], b: readonly string[]): number {
  let before = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const row = [0];
    for (const [j, y] of b.entries()) {
      row.push(x === y ? before[j]! + 1 : Math.max(before[j + 1]!, row[j]!));
    }
    before = row;
  }
  return before.at(-1)!;
}

Deno.test("matched() finds as many words as there are in both texts in one order", () => {
  const words = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
  fc.assert(fc.property(words, words, (a, b) => {
    const pairs = [...matched(tokensOf(a.join(" ")), tokensOf(b.join(" ")))!]
      .sort(([x], [y]) => x - y);
    assertEquals(pairs.length, longest(a, b));
    for (const [i, [x, y]] of pairs.entries()) {
      assertEquals(a[x], b[y]);
      assert(i === 0 || y > pairs[i - 1]![1]);
    }
  }));
});

Deno.test("tokenMap() gives each word its place in the text, whatever lines it was set in", () => {
  const typed = [
    "interface Input { size: number }",
    "",
    "const scale = (",
    "  input: Input, // what is scaled",
    "  by: number = 2,",
    "): number => {",
    "  if (by < 0)",
    "    throw new RangeError('no ' + by);",
    "  return input.size * by;",
    "};",
  ].join("\n");
  const made = [
    "'use strict'; void 0;const scale = (input, by = 2)=>{",
    "  if (by < 0) throw new RangeError('no ' + by);",
    "  return input.size * by;",
    "};",
  ];
  const { sources, sourcesContent, mappings } = tokenMap("cell [3]", typed, made.join("\n"));
  assertEquals([sources, sourcesContent], [["cell [3]"], [typed]]);
  const lines = decodeMappings(mappings);
  const placeOf = (line: number, word: string): [number, number] | undefined => {
    const segment = segmentAt(lines[line]!, made[line]!.indexOf(word));
    return segment && [segment.line, segment.sourceColumn];
  };
  assertEquals(placeOf(0, "scale"), [2, 6]);
  assertEquals(placeOf(0, "input"), [3, 2]);
  assertEquals(placeOf(0, "by"), [4, 2]);
  assertEquals(placeOf(1, "if"), [6, 2]);
  assertEquals(placeOf(1, "new"), [7, 10]);
  assertEquals(placeOf(1, "'no"), [7, 25]);
  assertEquals(placeOf(2, "size"), [8, 15]);
  // What is new has the place of what follows.
  assertEquals(placeOf(0, "'use"), [2, 0]);
});

Deno.test("tokenMap() goes by lines where two texts have too little in common", () => {
  const noise = (name: string): string =>
    Array.from({ length: 4000 }, (_, i) => `${name}${i}`).join(" ");
  const typed = `/* ${noise("x")} */\n\nconst answer: number = 42;\n`;
  const made = `const answer = 42;\n/* ${noise("y")} */\n`;
  const [[segment] = []] = decodeMappings(tokenMap("cell [1]", typed, made).mappings);
  assertEquals(segment, { column: 0, source: 0, line: 2, sourceColumn: 0 });
});
