import { assertEquals, assertThrows } from "../../deps.ts";
import { decode, encode } from "../../../lib/codec/codec.ts";
import { Corruption } from "../../../lib/codec/bytes/corruption.ts";
import { endOfItem } from "../../../lib/codec/bytes/sequence.ts";
import { damage, randomNumbers, samples } from "./hostile.ts";

Deno.test("endOfItem() finds the end of each kind of item, wherever it begins and whatever follows", () => {
  for (const item of samples()) {
    for (const after of [[], [0xf6], [0xff, 0xff]]) {
      assertEquals(endOfItem(Uint8Array.of(0x82, ...item, ...after), 1), 1 + item.length);
    }
  }
});

Deno.test("endOfItem() finds no end of an item that is cut, wherever that is", () => {
  for (const item of [...samples(), encode("é".repeat(300)), encode({ ["é".repeat(30)]: "é" })]) {
    for (let cut = 0; cut < item.length; cut++) {
      assertEquals(endOfItem(item.subarray(0, cut), 0), undefined, `at ${cut}`);
    }
  }
});

Deno.test("endOfItem() refuses what no more bytes would make an item of", () => {
  for (
    const bytes of [[0xff], [0xf8, 0x20], [0x1f], [0x82, 1, 0xfc], [0xc4, 0x82, 0, 1], [0x61, 0xff]]
  ) assertThrows(() => endOfItem(Uint8Array.from(bytes), 0), Corruption);
});

Deno.test("endOfItem() gives an end within the bytes, none, or a refusal, whatever the bytes are", () => {
  const random = randomNumbers(20_261_126);
  const all = samples();
  for (let i = 0; i < 20_000; i++) {
    const bytes = damage(all[i % all.length]!, random);
    let end: number | undefined;
    try {
      end = endOfItem(bytes, 0);
    } catch (error) {
      if (!(error instanceof Corruption)) throw error;
      continue;
    }
    if (end === undefined) continue;
    assertEquals(end > 0 && end <= bytes.length, true);
    assertEquals(endOfItem(bytes.subarray(0, end), 0), end);
    assertEquals(endOfItem(bytes.subarray(0, end - 1), 0), undefined);
  }
});

Deno.test("endOfItem() and decode() agree on what an item is", () => {
  const items = [1, "x", [1n], null];
  const all = items.map((item) => encode(item)).flatMap((bytes) => [...bytes]);
  const bytes = Uint8Array.from(all);
  const found: unknown[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = endOfItem(bytes, start) ?? bytes.length;
    found.push(decode(bytes.subarray(start, end)));
    start = end;
  }
  assertEquals(found, items);
});
