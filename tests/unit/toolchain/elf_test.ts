import { ELF_HEADER_LENGTH, elfLength } from "../../toolchain/elf.ts";
import { assertEquals, assertThrows } from "../../deps.ts";

/** The header of a 64-bit little-endian ELF file with this section header table. */
function header({ offset, entryLength, entries }: {
  offset: bigint;
  entryLength: number;
  entries: number;
}): Uint8Array {
  const bytes = new Uint8Array(ELF_HEADER_LENGTH);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0x28, offset, true);
  view.setUint16(0x3a, entryLength, true);
  view.setUint16(0x3c, entries, true);
  return bytes;
}

Deno.test("elfLength() is the end of the section header table", () => {
  assertEquals(
    elfLength(header({ offset: 97_073_808n, entryLength: 64, entries: 35 })),
    97_076_048,
  );
});

Deno.test("elfLength() reads offsets over 4 GB and ignores what follows the header", () => {
  const bytes = new Uint8Array(200).fill(0xff);
  bytes.set(header({ offset: 5_000_000_000n, entryLength: 64, entries: 2 }), 0);
  assertEquals(elfLength(bytes), 5_000_000_128);
});

Deno.test("elfLength() reads a header in the middle of a buffer", () => {
  const buffer = new Uint8Array(100);
  buffer.set(header({ offset: 1000n, entryLength: 64, entries: 1 }), 30);
  assertEquals(elfLength(buffer.subarray(30)), 1064);
});

Deno.test({
  name: "elfLength() is the length of a real program to which nothing was appended",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    // Linkers write the section header table last, in every program of a distribution.
    const program = await Deno.readFile("/bin/ls");
    assertEquals(elfLength(program.subarray(0, ELF_HEADER_LENGTH)), program.length);
  },
});

Deno.test("elfLength() refuses what is not a 64-bit little-endian ELF file", () => {
  assertThrows(() => elfLength(new Uint8Array(10)), TypeError, "64 bytes, not 10");
  assertThrows(
    () => elfLength(new TextEncoder().encode("#!/bin/sh\n".padEnd(64))),
    TypeError,
    "7f454c46, not 23212f62",
  );
  const narrow = header({ offset: 1n, entryLength: 40, entries: 1 });
  narrow[4] = 1;
  assertThrows(() => elfLength(narrow), TypeError, "class 1, order 1");
});

Deno.test("elfLength() refuses a file without a section header table", () => {
  const stripped = header({ offset: 0n, entryLength: 64, entries: 0 });
  assertThrows(() => elfLength(stripped), TypeError, "no section header table");
});
