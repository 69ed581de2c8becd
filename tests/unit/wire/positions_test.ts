import { assert, assertEquals, assertThrows } from "../../deps.ts";
import {
  firstAfter,
  type Positions,
  positionsLine,
  readPositions,
  segmentAt,
} from "../../../lib/wire/positions.ts";

const POSITIONS: Positions = {
  sources: ["file:///home/ü%23/a.ts", "npm:b"],
  texts: ["const a = 1;\nconst é = 2;", null],
  lines: [
    [],
    [
      { column: 0, source: 0, line: 7, sourceColumn: 3 },
      { column: 12, source: 1, line: 2, sourceColumn: 40 },
    ],
    [{ column: 4, source: 0, line: 0, sourceColumn: 0 }],
  ],
};

Deno.test("readPositions() gives what positionsLine() was given", () => {
  const module = `export const start = () => {};\n${positionsLine(POSITIONS)}`;
  assertEquals(readPositions(module), POSITIONS);
});

Deno.test("positionsLine() is one comment, and shorter than the text it holds", () => {
  const texts = ["let x = 1;\n".repeat(2000)];
  const line = positionsLine({ sources: ["file:///a.ts"], texts, lines: [] });
  assert(/^\/\/[^\n]*\n$/.test(line));
  assert(line.length < 500, `${line.length}`);
});

Deno.test("readPositions() gives none for a module that has none", () => {
  assertEquals(readPositions("export {};"), { sources: [], texts: [], lines: [] });
});

Deno.test("readPositions() refuses what is damaged", () => {
  const line = positionsLine(POSITIONS).trim();
  assertThrows(() => readPositions(line.slice(0, -9)));
  assertThrows(() => readPositions("//# htmapPositions=e30="));
});

Deno.test("segmentAt() gives the segment a column is in, and nothing before the first", () => {
  const segments = POSITIONS.lines[1]!;
  assertEquals(segmentAt(segments, 11), segments[0]);
  assertEquals(segmentAt(segments, 12), segments[1]);
  assertEquals(segmentAt(segments, 1000), segments[1]);
  assertEquals(segmentAt(POSITIONS.lines[2]!, 3), undefined);
});

Deno.test("firstAfter() gives the index of the first segment after a column, or how many there are", () => {
  const segments = POSITIONS.lines[1]!;
  assertEquals(firstAfter(segments, segments[0]!.column - 1), 0);
  assertEquals(firstAfter(segments, 11), 1);
  assertEquals(firstAfter(segments, 1000), segments.length);
  assertEquals(firstAfter([], 0), 0);
});
