import { decode, encode } from "../../../lib/codec/codec.ts";
import { CorruptData } from "../../../lib/base/errors.ts";
import { assert, assertEquals, assertThrows } from "../../deps.ts";
import { damage, randomNumbers, samples } from "./hostile.ts";

const source = "the output of component 7 (7.out)";

Deno.test("decode() refuses an object without a prototype that claims a class", () => {
  const found =
    "0100d9680886a36666726f7a656ed9680886a0f705617802fb8000000000000000676e6f7468696e67d968" +
    "0883d9680883a0f600d968014200d801f700d968068200617307d968068201686974657261746f72";
  assertThrows(() => decode(Uint8Array.fromHex(found)), CorruptData);
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
    "d968098240f9", // an array with holes
    "c25b1000000000000000", // a bigint
  ];
  for (const hex of claims) {
    const bytes = Uint8Array.fromHex("0100" + hex);
    assertThrows(() => decode(bytes, { source }), CorruptData, source);
  }
});

Deno.test("decode() does not let nested heads claim the same bytes again and again", () => {
  const heads = new Uint8Array(50_000);
  for (let i = 2; i + 5 < heads.length; i += 5) heads.set([0x9a, 0, 0, 0x80, 0], i);
  heads[0] = 1;
  assertThrows(() => decode(heads, { source }), CorruptData);
});

Deno.test("decode() refuses what nests a million deep, whatever it nests", () => {
  for (const head of [[0x81], [0xa1, 0x61, 0x61], [0xd9, 0x01, 0x02, 0x81], [0xd9, 0x68, 0x05]]) {
    const bytes = new Uint8Array(1_000_000 * head.length + 2);
    bytes[0] = 1;
    for (let i = 2; i < bytes.length; i += head.length) {
      bytes.set(head.slice(0, bytes.length - i), i);
    }
    assertThrows(() => decode(bytes, { source }), CorruptData);
  }
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

Deno.test("decode() refuses captured functions in data", () => {
  for (const hex of ["d9680a00", "d9680d82006161", "d9680f8100"]) {
    assertThrows(() => decode(Uint8Array.fromHex("0100" + hex)), CorruptData);
  }
});

Deno.test("decode() runs no getter and no function of the data", () => {
  // A property with accessors: [{}, undefined, 0, "x", 15, 1, undefined]
  const bytes = Uint8Array.fromHex("0100d9680887a0f700617800" + "0f01f7".slice(0, 2) + "f7");
  try {
    decode(bytes);
  } catch (error) {
    assert(error instanceof CorruptData);
  }
});
