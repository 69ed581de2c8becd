import { assertEquals, assertThrows } from "../../deps.ts";
import { COMPILED_HEAP_FLAG, copyWithHeapLimit, heapFlag } from "../../../lib/base/heap_limit.ts";

/** Makes a "program" of some bytes, copies it, and gives what the copy is. */
function copied(bytes: Uint8Array, megabytes: number): Uint8Array {
  const directory = Deno.makeTempDirSync({ prefix: "htmap-test-" });
  try {
    Deno.writeFileSync(`${directory}/program`, bytes, { mode: 0o644 });
    copyWithHeapLimit(`${directory}/program`, `${directory}/copy`, megabytes);
    assertEquals(Deno.readFileSync(`${directory}/program`), bytes);
    assertEquals((Deno.statSync(`${directory}/copy`).mode ?? 0) & 0o777, 0o755);
    return Deno.readFileSync(`${directory}/copy`);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** A program as `deno compile` makes one: the runtime, then what was added, whose length is at the end. */
function program(before: number, added: string, length = added.length + 8): Uint8Array {
  const bytes = new Uint8Array(before + added.length + 8).fill(0xe9);
  bytes.set(new TextEncoder().encode(added), before);
  new DataView(bytes.buffer).setBigUint64(bytes.length - 8, BigInt(length), true);
  return bytes;
}

const flags = (flag: string): string => `{"v8_flags":["","${flag}","--other"]} and more`;

Deno.test("copyWithHeapLimit() changes the number in the program's flags, and nothing else", () => {
  assertEquals(
    copied(program(5000, flags(COMPILED_HEAP_FLAG)), 512),
    program(5000, flags(heapFlag("0000512"))),
  );
  // A copy can be copied again.
  assertEquals(
    copied(program(5000, flags(heapFlag("0000512"))), 20_480),
    program(5000, flags(heapFlag("0020480"))),
  );
});

Deno.test("copyWithHeapLimit() finds the flags wherever they are, also across what it reads at once", () => {
  const piece = 1024 * 1024;
  const whole = flags(COMPILED_HEAP_FLAG);
  for (const before of [0, piece - 30, piece - 20, 2 * piece - 40, 3 * piece]) {
    const length = before + whole.length + 8; // as if all were added
    assertEquals(
      copied(program(before, whole, length), 512),
      program(before, flags(heapFlag("0000512")), length),
    );
    const unknown = 2 ** 50; // no length at all
    assertEquals(
      copied(program(before, whole, unknown), 512),
      program(before, flags(heapFlag("0000512")), unknown),
    );
  }
});

Deno.test("copyWithHeapLimit() refuses a program that was not compiled for it", () => {
  for (const text of ["", "short", flags("--max-old-space-size=512"), flags(heapFlag(""))]) {
    assertThrows(() => copied(new TextEncoder().encode(text), 512), Error, "was not compiled with");
  }
});
