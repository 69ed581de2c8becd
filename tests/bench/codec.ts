/**
 * The speed of the codec, beside plain cbor-x, and how it bears bytes that nobody encoded.
 *
 * @module
 */

import { decode as plainDecode, encode as plainEncode, Encoder } from "cbor-x";
import { decode, encode } from "../../lib/codec/codec.ts";
import { CorruptData } from "../../lib/base/errors.ts";
import { damage, randomNumbers, samples } from "../unit/codec/hostile.ts";
import { printFigure, printReference } from "./figures.ts";

const OBJECTS = 100_000;
const ROUNDS = 15;
const MUTATIONS = 100_000;

/** Prints the codec's figures. */
export function run(): Promise<void> {
  const objects = Array.from({ length: OBJECTS }, (_, i) => ({
    id: i,
    name: `item ${i}`,
    x: i * 0.5,
    tags: ["a", "b"],
    ok: i % 2 === 0,
  }));
  const clone = new Encoder({ structuredClone: true });
  const ours = measure(objects, (value) => encode(value), (bytes) => decode(bytes));
  const plain = measure(objects, plainEncode, plainDecode);
  const cloning = measure(objects, (value) => clone.encode(value), (bytes) => clone.decode(bytes));
  printReference(
    "cbor-x without references: encode 100,000 small objects",
    milliseconds(plain.encode),
  );
  printReference("cbor-x without references: decode them", milliseconds(plain.decode));
  printReference("cbor-x that keeps references: encode them", milliseconds(cloning.encode));
  printReference("cbor-x that keeps references: decode them", milliseconds(cloning.decode));
  figure("encode 100,000 small objects", ours.encode, cloning.encode);
  figure("decode them", ours.decode, cloning.decode);
  figure("both, beside cbor-x without references", both(ours), both(plain));
  const array = new Float64Array(12_500_000).fill(1.5);
  const start = performance.now();
  const bytes = encode(array);
  const encoded = performance.now() - start;
  printFigure("encode 100 MB of Float64Array", milliseconds(encoded), "500 ms", encoded < 500);
  const middle = performance.now();
  decode(bytes);
  const decoded = performance.now() - middle;
  printFigure("decode them", milliseconds(decoded), "500 ms", decoded < 500);
  fuzz();
  return Promise.resolve();
}

function both({ encode, decode }: { encode: number; decode: number }): number {
  return encode + decode;
}

function measure(
  value: unknown,
  write: (value: unknown) => Uint8Array,
  read: (bytes: Uint8Array) => unknown,
): { encode: number; decode: number } {
  let best = { encode: Infinity, decode: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const bytes = write(value);
    const middle = performance.now();
    read(bytes);
    const end = performance.now();
    best = {
      encode: Math.min(best.encode, middle - start),
      decode: Math.min(best.decode, end - middle),
    };
  }
  return best;
}

function figure(what: string, time: number, reference: number): void {
  const goal = reference * 4 / 3;
  printFigure(what, milliseconds(time), milliseconds(goal), time <= goal);
}

function fuzz(): void {
  const seed = Date.now();
  const random = randomNumbers(seed);
  const originals = samples();
  let refused = 0;
  let read = 0;
  let slowest = 0;
  for (let run = 0; run < MUTATIONS; run++) {
    const bytes = damage(originals[run % originals.length]!, random);
    const start = performance.now();
    try {
      decode(bytes);
      read++;
    } catch (error) {
      if (!(error instanceof CorruptData)) {
        console.log(`     seed ${seed}, run ${run}: ${bytes.toHex()}`);
        throw error;
      }
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  printReference(
    `${MUTATIONS} damaged encodings (seed ${seed}): refused ${refused}, still read`,
    String(read),
  );
  printFigure("the slowest of them", milliseconds(slowest), "100 ms", slowest < 100);
}

function milliseconds(time: number): string {
  return `${time.toFixed(1)} ms`;
}
