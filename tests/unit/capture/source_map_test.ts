import {
  decodeMappings,
  encodeMappings,
  inlineMap,
  withoutSource,
} from "../../../lib/capture/engine/source_map.ts";
import type { Segment } from "../../../lib/wire/positions.ts";
import { assertEquals } from "../../deps.ts";

const segment = (column: number, source: number, line: number, sourceColumn: number): Segment => (
  { column, source, line, sourceColumn }
);

/** Two sources, an empty line, and steps back in every number. */
const LINES = [
  [segment(0, 0, 0, 0), segment(9, 1, 40, 2), segment(30, 0, 1, 100_000)],
  [],
  [segment(4, 1, 7, 0)],
];

Deno.test("encodeMappings() writes what other tools read", () => {
  assertEquals(encodeMappings([[segment(0, 0, 16, 1)], [segment(8, 0, 15, 0)]]), "AAgBC;QADD");
});

Deno.test("decodeMappings() gives back what encodeMappings() was given", () => {
  assertEquals(decodeMappings(encodeMappings(LINES)), LINES);
  assertEquals(decodeMappings(""), [[]]);
});

Deno.test("decodeMappings() leaves out what came from nowhere, and passes over names", () => {
  assertEquals(decodeMappings("A,CAAA,CACCA,C"), [[segment(1, 0, 0, 0), segment(2, 0, 1, 1)]]);
});

Deno.test("decodeMappings() gives the segments of a line in the order of their columns", () => {
  const [line] = decodeMappings(encodeMappings([[segment(8, 0, 1, 0), segment(2, 0, 3, 0)]]));
  assertEquals(line?.map(({ column }) => column), [2, 8]);
});

Deno.test("withoutSource() leaves out what came from a source", () => {
  const map = {
    version: 3,
    sources: ["a.ts", "entry.ts"],
    mappings: encodeMappings(LINES),
  } as const;
  assertEquals(decodeMappings(withoutSource(map, /^entry/)?.mappings ?? ""), [
    [segment(0, 0, 0, 0), segment(30, 0, 1, 100_000)],
    [],
    [],
  ]);
  assertEquals(withoutSource(map, /^other/), map);
});

Deno.test("inlineMap() reads the map at the end of a source, if there is a sound one", () => {
  const map = { version: 3, sources: ["ü.ts"], mappings: "AAAA" };
  const data = new TextEncoder().encode(JSON.stringify(map)).toBase64();
  const comment = (text: string): string => `f();\n//# sourceMappingURL=data:x;base64,${text}\n`;
  assertEquals(inlineMap(comment(data)), { ...map, version: 3 });
  assertEquals(inlineMap(comment("%%%")), undefined);
  assertEquals(inlineMap(comment(btoa("{}"))), undefined);
  assertEquals(inlineMap("f();"), undefined);
});
