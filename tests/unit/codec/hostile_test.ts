import { decode, encode } from "../../../lib/codec/codec.ts";
import { CorruptData } from "../../../lib/base/errors.ts";
import { assert, assertEquals, assertThrows } from "../../deps.ts";
import { damage, randomNumbers, samples } from "./hostile.ts";

const source = "the output of component 7 (7.out)";

Deno.test("decode() reads an object without a prototype that claims a class as one of no such class", () => {
  // An object of [an object without a prototype, undefined, 0], and the class ["0", "Point"].
  const bytes = Uint8Array.fromHex("d9680883d9680883a0f600" + "8261306550" + "6f696e7400");
  assertEquals(Object.prototype.toString.call(decode(bytes)), "[object Point]");
});

Deno.test("decode() gives a value or CorruptData for 2,000 damaged encodings, and nothing else", () => {
  const seed = Date.now();
  console.log(`seed ${seed}`);
  const random = randomNumbers(seed);
  const originals = samples();
  for (let run = 0; run < 2000; run++) {
    const bytes = damage(originals[run % originals.length]!, random);
    try {
      decode(bytes, { source });
    } catch (error) {
      assert(error instanceof CorruptData, `${error} for ${bytes.toHex()}`);
      assert(error.message.startsWith(source), error.message);
    }
  }
  assertEquals(Object.keys(Object.prototype), []);
});

Deno.test("decode() refuses every encoding that was cut off", () => {
  for (const bytes of samples()) {
    for (let length = 0; length < bytes.length; length++) {
      assertThrows(() => decode(bytes.subarray(0, length)), CorruptData);
    }
  }
});

Deno.test("decode() takes no memory for what is only claimed", () => {
  const claims = [
    "9b1000000000000000", // an array of 2^60 items
    "9affffffff", // an array of 2^32 - 1
    "bb1000000000000000", // a map of 2^60 entries
    "7b1000000000000000", // a text of 2^60 bytes
    "9b0000000000fffff0", // an array of 2^20
    "d968039b1000000000000000", // a buffer
    "d968038341001b0010000000000000f4", // one that may grow to 2^52 bytes
    "d968098240f9", // an array with holes
    "c25b1000000000000000", // a bigint
    "d8565b1000000000000000", // a Float64Array
  ];
  for (const hex of claims) {
    assertThrows(() => decode(Uint8Array.fromHex(hex), { source }), CorruptData, source);
  }
});

Deno.test("decode() does not let nested heads claim the same bytes again and again", () => {
  const heads = new Uint8Array(50_000);
  for (let i = 0; i + 5 < heads.length; i += 5) heads.set([0x9a, 0, 0, 0x80, 0], i);
  assertThrows(() => decode(heads, { source }), CorruptData);
});

Deno.test("decode() refuses what nests a million deep, whatever it nests", () => {
  const nested = [
    [0x81],
    [0xa1, 0x61, 0x61],
    [0xd9, 0x01, 0x02, 0x81],
    [0xd9, 0x01, 0x03, 0xa1],
    [0xd8, 28],
    [0xd9, 0x68, 0x05],
    [0xd9, 0xd9, 0xf7],
  ];
  for (const head of nested) {
    const bytes = new Uint8Array(1_000_000 * head.length + 2);
    for (let i = 0; i < bytes.length; i += head.length) {
      bytes.set(head.slice(0, bytes.length - i), i);
    }
    assertThrows(() => decode(bytes, { source }), CorruptData);
  }
});

Deno.test("decode() takes no time that doubles with each value that refers to itself", () => {
  // [28([29(0)])] in itself, 40 deep: cbor-x reads each of these twice.
  const deep = Array.from({ length: 40 }, () => [0xd8, 28, 0x82, 0xd8, 29, 0]).flat();
  const found = decode(Uint8Array.from([...deep, 0])) as unknown[];
  assertEquals(found.length, 2);
});

Deno.test("decode() cannot be made to touch a prototype", () => {
  const evil = JSON.parse(
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 2}}, "toString": 3}',
  );
  const found = decode(encode([evil, evil])) as [Record<string, unknown>, unknown];
  assert(Object.hasOwn(found[0], "__proto__"));
  assertEquals(Object.getPrototypeOf(found[0]), Object.prototype);
  assertEquals(Reflect.get({}, "polluted"), undefined);
  // Objects of a shape, whose keys come from the data too.
  const shaped = decode(encode([evil, structuredClone(evil), structuredClone(evil)])) as object[];
  for (const one of shaped) assertEquals(Object.getPrototypeOf(one), Object.prototype);
});

Deno.test("decode() gives objects nothing that a script has put on all objects", () => {
  const bytes = encode({ a: new Date(0) });
  Object.assign(Object.prototype, { everywhere: {} });
  try {
    assertEquals(Object.getOwnPropertyNames(decode(bytes)), ["a"]);
  } finally {
    Reflect.deleteProperty(Object.prototype, "everywhere");
  }
});

Deno.test("decode() refuses captured functions in data", () => {
  for (const hex of ["d9680a00", "d9680d8200f6", "d9680b8281613000"]) {
    assertThrows(() => decode(Uint8Array.fromHex(hex)), CorruptData);
  }
});

Deno.test("decode() takes no accessor of the data", () => {
  // A property with accessors: [{}, undefined, 0, "x", 15, 1, undefined]
  const bytes = Uint8Array.fromHex("d9680887a0f70061780f01f7");
  assertThrows(() => decode(bytes), CorruptData, "an accessor that is not a function");
});

Deno.test("decode() refuses CBOR that is none, and says what it is", () => {
  const refused: [hex: string, reason: string][] = [
    ["", "ends in the middle"],
    ["9f00ff", "of indefinite length: write each with its length"],
    ["7f6161ff", "of indefinite length"],
    ["62c328", "not UTF-8"],
    ["0000", "bytes left over"],
    ["f8ff", "starts no value"],
    ["e0", "starts no value"],
    ["1c", "a length of no known form"],
    ["c48201196ab3", "a decimal fraction"],
    ["d82362612b", "a regular expression: write its source as text"],
    ["d90104447f000001", "an internet address: write it as text"],
    ["d9010080", "a table of texts"],
    ["da0001000000", "the tag 65536, which htmap does not know"],
    ["d81d00", "refers to an object that is not there"],
    ["d81c8141", "ends in the middle"],
    ["d9010301", "where a Map should be"],
    ["d85643000000", "a view of a buffer that cannot be"],
    ["c16161", "where a number should be"],
    ["c0636e6f77", "a date that is none"],
    ["d9011142ff00", "a text that cannot be"],
  ];
  for (const [hex, reason] of refused) {
    assertThrows(() => decode(Uint8Array.fromHex(hex), { source }), CorruptData, reason);
  }
});
