/**
 * Bytes that nobody encoded.
 *
 * @module
 */

import { concatenated } from "../../../lib/base/bytes.ts";
import { encode } from "../../../lib/codec/codec.ts";

/** A source of numbers that gives the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Encodings to be damaged: together they have every form there is. */
export function samples(): Uint8Array[] {
  const cycle: Record<string, unknown> = { a: 1, list: [1, "x", 2n ** 70n], when: new Date() };
  cycle.self = cycle;
  const shaped = Array.from({ length: 5 }, (_, i) => ({ id: i, name: `n${i}`, tags: ["a"] }));
  const error = new AggregateError([new RangeError("r", { cause: cycle })], "all");
  return [
    cycle,
    shaped,
    error,
    new Map<unknown, unknown>([[{ k: [] }, new Set([1, "two", /re/g])], [
      1.5,
      new URL("http://a.b/"),
    ]]),
    [new Uint8Array(40), new Float64Array(3), new DataView(new ArrayBuffer(9)), [, 1, , 2]],
    {
      frozen: Object.freeze({ x: -0 }),
      nothing: Object.create(null),
      [Symbol.for("s")]: Symbol.iterator,
      "\ud800": 1,
    },
    [Object("boxed"), new TextDecoder(), new Intl.NumberFormat("en"), "\ud800", "text".repeat(50)],
    [
      new (class Unknown {
        x = 1;
      })(),
      Object.create({ inherited: [1] }),
      cycle,
    ],
  ].map((value) => encode(value));
}

/** Damages an encoding: flips bits, cuts it off, repeats or removes a part, or makes it up. */
export function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = (length: number): number => Math.floor(random() * length);
  const damaged = bytes.slice();
  switch (at(6)) {
    case 0:
      return damaged.subarray(0, at(bytes.length));
    case 1: {
      const start = at(bytes.length);
      return concatenated([damaged.subarray(0, start), damaged.subarray(start + 1 + at(8))]);
    }
    case 2: {
      const start = at(bytes.length);
      const part = damaged.subarray(start, start + 1 + at(16));
      return concatenated([damaged.subarray(0, start), part, damaged.subarray(start)]);
    }
    case 3: {
      const made = new Uint8Array(2 + at(64)).map(() => at(256));
      made[0] = 0x80 | at(16); // a list, so that it is more than its first item
      return made;
    }
    default:
      for (let left = 1 + at(4); left > 0; left--) {
        damaged[at(bytes.length)]! ^= 1 << at(8);
      }
      return damaged;
  }
}
