import { assert, assertEquals, assertMatch, assertThrows } from "../../deps.ts";
import { CorruptData, HTMapError, OtherForm } from "../../../lib/base/errors.ts";
import { readRecords, recordFile } from "../../../lib/wire/records.ts";

const CONTENTS = [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(1000).fill(7)];
const FILE = recordFile("output", CONTENTS);

Deno.test("readRecords() gives back what recordFile() put in", () => {
  assertEquals([...readRecords(FILE, "output", "x.out")], CONTENTS);
  assertEquals([...readRecords(recordFile("input", []), "input", "x.in")], []);
});

Deno.test("readRecords() refuses a file cut short anywhere but between records", () => {
  const header = 18;
  const whole = new Set([header, header + 9, header + 9 + 9 + 3, FILE.length]);
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
    const error = assertThrows(() => [...readRecords(changed, "output", "x.out")], HTMapError);
    // One bit more in the number of the form makes it that of a later version.
    assert(error instanceof CorruptData || bit >> 3 === 10 && error instanceof OtherForm);
  }
});

Deno.test("readRecords() refuses a file of another kind", () => {
  assertThrows(
    () => [...readRecords(FILE, "input", "x")],
    CorruptData,
    "of another kind than input",
  );
});

Deno.test("readRecords() says which htmap reads the files of the version before", () => {
  const old = Uint8Array.of(...new TextEncoder().encode("HTMAP\0"), 1, 1);
  const message = /x was written by htmap 0\.1, .* this one, [\d.]+, .* with htmap 0\.1, or make/;
  assertMatch(assertThrows(() => [...readRecords(old, "output", "x")], OtherForm).message, message);
  const values = Uint8Array.of(1, 0, 0x80);
  const read = (): unknown => [...readRecords(values, "values", "x")];
  assertMatch(assertThrows(read, OtherForm).message, message);
});

Deno.test("readRecords() says of the files of a later version what to do", () => {
  const later = FILE.slice();
  later[10]!++;
  const read = (): unknown => [...readRecords(later, "output", "x")];
  assertMatch(assertThrows(read, OtherForm).message, /written by a later htmap.* Use that one/);
});
