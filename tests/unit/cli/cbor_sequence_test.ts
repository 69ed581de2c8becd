import fc from "fast-check";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../deps.ts";
import { concatenated } from "../../../lib/base/bytes.ts";
import { HTMapError } from "../../../lib/base/errors.ts";
import { sequenceItems } from "../../../lib/cli/cbor_sequence.ts";
import { parseSequence } from "../../../lib/cli/inputs/cbor.ts";
import { parseJson } from "../../../lib/cli/inputs/json.ts";
import { encode } from "../../../lib/codec/codec.ts";
import { damage, randomNumbers, samples } from "../codec/hostile.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes as a stream, in pieces of given lengths, in turn. */
function stream(bytes: Bytes, sizes: readonly number[] = [3]): ReadableStream<Bytes> {
  const pieces: Bytes[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + sizes[pieces.length % sizes.length]!;
    pieces.push(bytes.slice(at, end));
    at = end;
  }
  return ReadableStream.from(pieces);
}

function read(bytes: Bytes, star = false, sizes?: readonly number[]): Promise<unknown[][]> {
  return Array.fromAsync(parseSequence(stream(bytes, sizes), "in.cbor", star));
}

async function refusal(...items: readonly (Uint8Array | readonly number[])[]): Promise<string> {
  const bytes = concatenated([...items.map((item) => Uint8Array.from(item))]);
  return (await assertRejects(() => read(bytes), HTMapError)).message;
}

Deno.test("parseSequence() gives each item as an argument, and none of no bytes", async () => {
  const values = [1, "x", { a: [new Date(5), 2n ** 70n] }, undefined, new Float64Array([NaN, -0])];
  const bytes = concatenated([...values.map((value) => encode(value))]);
  assertEquals(await read(bytes), values.map((value) => [value]));
  assertEquals(await read(new Uint8Array()), []);
});

Deno.test("parseSequence() gives each array as arguments with --star, and refuses what is none", async () => {
  const lists = [[1, 2n], [], [[3]]];
  assertEquals(await read(concatenated([...lists.map((list) => encode(list))]), true), lists);
  await assertRejects(
    () => read(concatenated([encode([1]), encode({ a: 1 })]), true),
    HTMapError,
    "Item 2 of in.cbor, at byte 2, is not a list of arguments. With --star, each item must be an array",
  );
});

Deno.test("parseSequence() takes the mark of CBOR, before all or before each item", async () => {
  const mark = Uint8Array.of(0xd9, 0xd9, 0xf7);
  assertEquals(await read(concatenated([mark, encode("a"), encode(2), mark, encode([3])])), [
    ["a"],
    [2],
    [[3]],
  ]);
});

Deno.test("parseSequence() gives values that share nothing with what is read after them", async () => {
  const values = Array.from({ length: 40 }, (_, i) => new Uint8Array(5000).fill(i));
  const given = await read(
    concatenated([...values.map((value) => encode([value, value.buffer]))]),
    true,
  );
  given.forEach((args, i) => {
    assertEquals(args[0], values[i]);
    assertEquals(new Uint8Array(args[1] as ArrayBuffer), values[i]); // as it was written
  });
});

Deno.test("sequenceItems() gives the same items whatever pieces they come in", async () => {
  const item = fc.oneof(
    fc.constantFrom(...samples()),
    fc.string({ maxLength: 300, unit: "binary" }).map((text) => encode(text)),
    fc.integer({ min: 0, max: 200_000 }).map((length) => encode(new Uint8Array(length))),
    fc.double().map((value) => encode(value)),
  );
  const size = fc.oneof(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 100, max: 100_000 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { maxLength: 12 }),
      fc.array(size, { minLength: 1, maxLength: 4 }),
      async (items, sizes) => {
        // Few bytes at a time only of what is short.
        const length = items.reduce((sum, one) => sum + one.length, 0);
        const larger = sizes.map((size) => Math.max(size, Math.ceil(length / 2000)));
        let [count, offset] = [0, 0];
        for await (
          const found of sequenceItems(stream(concatenated(items), larger), "in.cbor")
        ) {
          assertEquals(found.bytes.toBase64(), items[count]!.toBase64());
          assertEquals(found.name, `Item ${++count} of in.cbor, at byte ${offset},`);
          offset += found.bytes.length;
        }
        assertEquals(count, items.length);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("sequenceItems() says of each cut which item is cut short, and where that begins", async () => {
  const first = encode("first");
  const second = encode({ a: [1.5, "text", new Uint8Array(30)] });
  for (let cut = 1; cut < second.length; cut++) {
    assertEquals(
      await refusal(first, second.subarray(0, cut)),
      `Item 2 of in.cbor, at byte 6, is cut short: the input ends after ${cut} of its bytes. ` +
        "See that all is written. Each item must be a value in CBOR, as " +
        "`htmap results --format cbor` writes it, or another program",
    );
  }
});

Deno.test("sequenceItems() ends with items or a refusal that names one, whatever the bytes are", async () => {
  const random = randomNumbers(8742);
  const all = samples();
  for (let i = 0; i < 1500; i++) {
    const bytes = concatenated([encode(i), damage(all[i % all.length]!, random)]);
    try {
      await read(bytes, false, [1 + Math.floor(random() * 200)]);
    } catch (error) {
      if (!(error instanceof HTMapError)) throw error;
      assert(
        /^Item \d+ of in\.cbor, at byte \d+, (cannot be read: |is cut short)/.test(error.message),
      );
    }
  }
});

Deno.test("parseSequence() says what in an item htmap has no value for", async () => {
  const decimal = [0xc4, 0x82, 0x20, 0x0f]; // 1.5 as Python's Decimal
  assertStringIncludes(
    await refusal(encode(1), decimal),
    "Item 2 of in.cbor, at byte 1, cannot be read: it has the tag 4, a decimal fraction: " +
      "write it as a number or as text",
  );
  assertStringIncludes(
    await refusal([0xff]),
    "Item 1 of in.cbor, at byte 0, cannot be read: it has",
  );
  // An item that is well-formed, of which no value can be made.
  assertStringIncludes(
    await refusal([0xd8, 0x1d, 0x05]),
    "Item 1 of in.cbor, at byte 0, cannot be",
  );
});

Deno.test("parseSequence() says of JSON how it is read", async () => {
  for (
    const json of ['{"a": 1}\n{"a": 2}\n', "[1, 2, 3]\n", '"text"\n"another"\n', "[1]", "true"]
  ) {
    const message = await refusal(new TextEncoder().encode(json));
    assertStringIncludes(message, "If the inputs are JSON, one a line, give --input-format jsonl");
  }
});

Deno.test("parseSequence() refuses JSON and what claims too much at once, and does not read on", async () => {
  for (const start of ['{"a": 12345', "[1, 2, 3, 4", '"text text text text {"']) {
    const bytes = new ReadableStream<Bytes>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(start.padEnd(300, "{"))),
    });
    await assertRejects(() => Array.fromAsync(parseSequence(bytes, "in.cbor", false)), HTMapError);
  }
});

Deno.test("parseJson() says of CBOR how it is read", async () => {
  for (const bytes of [encode({ a: -1.5 }), encode([1, 2]), Uint8Array.of(1, 2, 3)]) {
    const error = await assertRejects(
      () => Array.fromAsync(parseJson(stream(bytes), "in", { form: "lines", star: false })),
      HTMapError,
    );
    assertStringIncludes(error.message, "--input-format cbor");
  }
});

Deno.test("parseSequence() can be stopped while it waits for more", async () => {
  const controller = new AbortController();
  const bytes = new ReadableStream<Bytes>({ start: (to) => to.enqueue(Uint8Array.of(1, 0x82)) });
  const given: unknown[] = [];
  await assertRejects(
    async () => {
      for await (const args of parseSequence(bytes, "in", false, controller.signal)) {
        given.push(args);
        controller.abort(new Error("stopped"));
      }
    },
    Error,
    "stopped",
  );
  assertEquals(given, [[1]]);
});

Deno.test("parseSequence() looks at a long item again only when there is twice as much of it", async () => {
  const long = new Uint8Array(40 << 20).fill(7);
  const list = Array.from({ length: 1 << 18 }, (_, i) => `text ${i}`);
  for (const value of [long, list]) {
    const bytes = encode(value);
    const pieces = Math.ceil(bytes.length / (1 << 14));
    const { given, looks } = await countingLooks(() => read(bytes, false, [1 << 14]));
    assertEquals(given, [[value]]);
    assert(looks > 0 && looks < pieces / 8, `${looks} looks in ${pieces} pieces`);
  }
});

Deno.test("parseSequence() reads many short items", async () => {
  const short = encode({ a: 1, b: "x" });
  const many = new Uint8Array(100_000 * short.length);
  for (let at = 0; at < many.length; at += short.length) many.set(short, at);
  assertEquals((await read(many, false, [1 << 16])).length, 100_000);
});

/** Counts how often all that has been read of an item is looked at: each time it is a part of the buffer. */
async function countingLooks<T>(act: () => Promise<T>): Promise<{ given: T; looks: number }> {
  const { subarray } = Uint8Array.prototype;
  let looks = 0;
  const counting = function (this: Uint8Array, start?: number, end?: number): Uint8Array {
    if (start === 0 && (end ?? 0) > 1 << 16) looks++;
    return Reflect.apply(subarray, this, [start, end]);
  };
  Object.assign(Uint8Array.prototype, { subarray: counting });
  try {
    return { given: await act(), looks };
  } finally {
    Object.assign(Uint8Array.prototype, { subarray });
  }
}

Deno.test("sequenceItems() lets go of the room that a long item took", async () => {
  const items = [encode(new Uint8Array(1 << 22)), ...Array(60).fill(encode("x".repeat(99_000)))];
  const rooms: number[] = [];
  for await (const { bytes } of sequenceItems(stream(concatenated(items), [1 << 14]), "in")) {
    rooms.push(bytes.buffer.byteLength);
  }
  assert(rooms[0]! < 1 << 24, String(rooms));
  assert(rooms.at(-1)! < 1 << 19, String(rooms));
});
