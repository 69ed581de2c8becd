import { assertEquals, assertThrows } from "../../deps.ts";
import { CorruptData } from "../../../lib/base/errors.ts";
import { readRecords, recordFile } from "../../../lib/wire/records.ts";

const CONTENTS = [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(1000).fill(7)];
const FILE = recordFile("output", CONTENTS);

Deno.test("readRecords() gives back what recordFile() put in", () => {
  assertEquals([...readRecords(FILE, "output", "x.out")], CONTENTS);
  assertEquals([...readRecords(recordFile("input", []), "input", "x.in")], []);
});

Deno.test("readRecords() refuses a file cut short anywhere but between records", () => {
  const whole = new Set([8, 8 + 12, 8 + 12 + 12 + 3, FILE.length]);
  for (let length = 0; length < FILE.length; length++) {
    const read = (): Uint8Array[] => [...readRecords(FILE.subarray(0, length), "output", "x.out")];
    if (whole.has(length)) read();
    else assertThrows(read, CorruptData, "x.out");
  }
});

Deno.test("readRecords() refuses a file with any bit changed", () => {
  for (let bit = 0; bit < 8 * FILE.length; bit++) {
    const changed = FILE.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assertThrows(() => [...readRecords(changed, "output", "x.out")], CorruptData);
  }
});

Deno.test("readRecords() refuses a file of another kind", () => {
  assertThrows(
    () => [...readRecords(FILE, "input", "x")],
    CorruptData,
    "of the kind output, not input",
  );
});
