import fc from "fast-check";
import { addExtension, Decoder, Encoder, Tag } from "cbor-x";
import { decode, encode } from "../../../lib/codec/codec.ts";
import { assert, assertEquals, assertInstanceOf } from "../../deps.ts";
import { difference } from "./alike.ts";
import { values } from "./arbitrary.ts";

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.fromHex(hex.replaceAll(" ", ""));

const list: unknown[] = [];
list.push(list);
const shared = {};
const buffer = Uint8Array.of(0, 0, 0x80, 0x3f).buffer;

/** Values and what RFC 8949 and the registry of tags say they are. */
const STANDARD: [name: string, value: unknown, hex: string][] = [
  ["null", null, "f6"],
  ["undefined", undefined, "f7"],
  ["a boolean", true, "f5"],
  ["a small integer", 23, "17"],
  ["-0", -0, "fb 8000000000000000"],
  ["an integer beyond 32 bits", 2 ** 53 - 1, "1b 001fffffffffffff"],
  ["a negative integer beyond 32 bits", -(2 ** 40), "3b 000000ffffffffff"],
  ["a number that is no safe integer", 2 ** 60, "fb 43b0000000000000"],
  ["NaN", NaN, "fb 7ff8000000000000"],
  ["a text", "aü", "63 61c3bc"],
  ["a text with a lone surrogate", "a\ud800", "d90111 44 61eda080"],
  ["a small bigint", 5n, "c2 41 05"],
  ["a bigint of 72 bits", 2n ** 71n, "c2 49 800000000000000000"],
  ["a negative bigint", -256n, "c3 41 ff"],
  ["a plain object", { a: 1, b: [2] }, "a2 6161 01 6162 81 02"],
  ["a key that is no well-formed text", { "\udfff": 1 }, "a1 d90111 43 edbfbf 01"],
  ["the key __proto__", JSON.parse('{"__proto__": 1}'), "a1 69 5f5f70726f746f5f5f 01"],
  ["a Date of whole seconds", new Date(1000), "c1 01"],
  ["a Date of milliseconds", new Date(1500), "c1 fb 3ff8000000000000"],
  ["a URL", new URL("http://a.b/"), "d820 6b 687474703a2f2f612e622f"],
  ["a RegExp", /a/g, "d9524a 82 6161 6167"],
  ["a Set", new Set([1]), "d90102 81 01"],
  ["a Map", new Map([[[1], 2]]), "d90103 a1 8101 02"],
  ["bytes", Uint8Array.of(1, 2), "42 0102"],
  ["a Float32Array", new Float32Array(buffer.slice()), "d855 44 0000803f"],
  ["an Int16Array", Int16Array.of(-2), "d84d 42 feff"],
  ["a Uint8ClampedArray", Uint8ClampedArray.of(7), "d844 41 07"],
  ["a BigUint64Array", BigUint64Array.of(1n), "d847 48 0100000000000000"],
  ["what is shared", [shared, shared], "82 d81c a0 d81d 00"],
  ["what holds itself", list, "d81c 81 d81d 00"],
  ["what a frozen object holds", Object.freeze({ a: 1 }), "d96808 83 a1 6161 01 f7 05"],
  ["what a frozen array holds", Object.freeze([1]), "d96808 83 81 01 f7 05"],
  ["what a sealed array holds", Object.seal([1]), "d96808 83 81 01 f7 03"],
];

for (const [name, value, hex] of STANDARD) {
  Deno.test(`encode() gives ${name} the form that CBOR has for it`, () => {
    assertEquals(encode(value).toHex(), hex.replaceAll(" ", ""));
    assertEquals(difference(value, decode(encode(value))), undefined);
  });
}

/** What other programs write, and what it is here. */
const FOREIGN: [name: string, hex: string, value: unknown][] = [
  ["a half float", "f9 3e00", 1.5],
  ["a float", "fa 3fc00000", 1.5],
  ["an integer with more bytes than it needs", "1b 0000000000000005", 5],
  ["an integer beyond what numbers can be", "1b ffffffffffffffff", 2n ** 64n - 1n],
  ["such a negative one", "3b ffffffffffffffff", -(2n ** 64n)],
  [
    "a date as text",
    "c0 74 323032342d30312d33315431323a30303a30305a",
    new Date("2024-01-31T12:00Z"),
  ],
  ["a day as text", "d903ec 6a 323032342d30312d3331", new Date("2024-01-31")],
  ["a day as a number", "d864 01", new Date(86_400_000)],
  [
    "a map with keys that are no texts",
    "a2 01 02 f5 03",
    new Map<unknown, unknown>([[1, 2], [true, 3]]),
  ],
  ["a Uint8Array with its tag", "d840 41 01", Uint8Array.of(1)],
  ["numbers with the highest byte first", "d851 44 3f800000", Float32Array.of(1)],
  ["CBOR with its own mark", "d9d9f7 01", 1],
  ["a Set of a list that is shared", "82 d81c d90102 d81c 81 01 d81d 01", [new Set([1]), [1]]],
  ["a pattern without flags", "d9524a 81 6161", /a/],
];

for (const [name, hex, value] of FOREIGN) {
  Deno.test(`decode() reads ${name}`, () => {
    assertEquals(difference(value, decode(bytesOf(hex))), undefined);
  });
}

Deno.test("decode() keeps a byte order mark that a text begins with", () => {
  for (const length of [0, 1, 20, 200, 70_000]) {
    const text = "\ufeff" + "x".repeat(length);
    const value = { [text]: text, list: [text, text], bytes: Uint8Array.of(1) };
    assertEquals(difference(value, decode(encode(value))), undefined);
  }
});

Deno.test("encode() and decode() keep each millisecond there can be", () => {
  const moments = [0, 1, -1, 999, 8.64e15, -8.64e15, 8.64e15 - 1, 2 ** 51 + 1, -(2 ** 52) - 1, NaN];
  for (const time of [...moments, Date.now(), 253402300799999]) {
    assertEquals((decode(encode(new Date(time))) as Date).getTime(), time);
  }
});

Deno.test("encode() and decode() keep 70,000 shared references", () => {
  const objects = Array.from({ length: 70_000 }, (_, id) => ({ id }));
  const [first, second] = decode(encode([objects, objects.toReversed()])) as [object[], object[]];
  assert(first.every((one, index) => one === second.at(-1 - index)));
  assertEquals(first.at(-1), { id: 69_999 });
});

Deno.test("encode() gives the same bytes for the same value each time", () => {
  fc.assert(
    fc.property(values, (value) => assertEquals(encode(value), encode(value))),
    { numRuns: 300 },
  );
});

Deno.test("encode() asks an accessor once", () => {
  let asked = 0;
  const value = {
    get count(): object {
      return { asked: ++asked };
    },
  };
  assertEquals(decode(encode([value, value])), [{ count: { asked: 1 } }, { count: { asked: 1 } }]);
  assertEquals(asked, 1);
});

Deno.test("encode() writes what a plain reader of CBOR finds whole", () => {
  const value = {
    text: "ü",
    numbers: [1, -2, 0.5, 2 ** 40],
    nested: [{ a: [{ b: null }] }],
    bytes: Uint8Array.of(1),
    samples: Float64Array.of(0.5),
  };
  const reader = new Decoder({ mapsAsObjects: true });
  const { samples, numbers, ...rest } = reader.decode(encode(value));
  assertEquals([...samples], [0.5]);
  assertEquals(numbers.map(Number), value.numbers);
  assertEquals({ ...rest, bytes: new Uint8Array(rest.bytes) }, {
    text: "ü",
    nested: value.nested,
    bytes: value.bytes,
  });
});

Deno.test("encode() and decode() take nothing from what a script tells cbor-x, and give it nothing", () => {
  class Sample {
    x = 1;
  }
  const plain = new Encoder({ useRecords: false });
  const before = plain.encode([new Date(0), new Set([1]), 2n ** 70n]);
  const value = [new Date(0), new Set([1]), 2n ** 70n, Float64Array.of(1), shared, shared];
  const bytes = encode(value);
  for (const tag of [1, 2, 28, 29, 86, 258, 259, 26632]) {
    addExtension<unknown, unknown>({
      Class: Sample,
      tag,
      encode: () => new Uint8Array(),
      decode: () => "taken",
    });
  }
  assertEquals(encode(value), bytes);
  assertEquals(difference(value, decode(bytes)), undefined);
  assertInstanceOf(decode(encode({ a: [new Sample()] })), Object);
  // cbor-x itself reads by what it was told, and by nothing of htmap's.
  assertEquals(plain.decode(before), ["taken", "taken", "taken"]);
  assertEquals(plain.decode(encode(/a/)), new Tag(["a", ""], 21066));
});
