/**
 * The speed of the codec and the size of what it writes, beside plain cbor-x in the same run, and how it
 * bears bytes that nobody encoded.
 *
 * cbor-x that keeps references is measured twice: as it is by itself, writing objects of the same keys as
 * records that no other reader knows, and writing maps, as the codec does.
 *
 * @module
 */

import { Encoder } from "cbor-x";
import { decode, encode } from "../../lib/codec/codec.ts";
import { CorruptData } from "../../lib/base/errors.ts";
import { damage, randomNumbers, samples } from "../unit/codec/hostile.ts";
import { printFigure, printReference } from "./figures.ts";

const OBJECTS = 100_000;
const MUTATIONS = 100_000;
const ARRAY_LENGTH = 12_500_000;
/** 2²⁰ - 1 objects. */
const TREE_DEPTH = 20;

/** What is measured, and how many bytes htmap 0.1 took for it. */
const WORK = [
  { what: "100,000 {id, x, y, name}", make: records, rounds: 15, factor: 2, before: 3_695_102 },
  { what: "2^20 nested {id, left, right}", make: tree, rounds: 4, factor: 2, before: 9_830_536 },
  { what: "2^20 nested {l, r}", make: pairs, rounds: 4, factor: 2, before: 6_291_510 },
] as const;

/** Prints the codec's figures. */
export function run(): Promise<void> {
  copies();
  const records = new Encoder({ structuredClone: true });
  const maps = new Encoder({ structuredClone: true, useRecords: false });
  for (const { what, make, rounds, factor, before } of WORK) {
    const value = make();
    const [ours, plain, plainMaps] = measure(value, rounds, [{ encode, decode }, records, maps]);
    for (const act of ["encode", "decode"] as const) {
      printReference(`${what}: ${act}, cbor-x that keeps references`, milliseconds(plain![act]));
      printReference(`${what}: ${act}, the same writing maps`, milliseconds(plainMaps![act]));
      ratio(`${what}: ${act}`, ours![act], plain![act], factor);
    }
    size(what, encode(value).length, before);
  }
  largeArray();
  fuzz();
  return Promise.resolve();
}

function records(): object {
  return Array.from({ length: OBJECTS }, (_, i) => ({
    id: i,
    x: i * 0.1,
    y: Math.sqrt(i),
    name: `item ${i}`,
  }));
}

function tree(): object {
  let id = 0;
  const make = (depth: number): object =>
    depth === 1 ? { id: id++ } : { id: id++, left: make(depth - 1), right: make(depth - 1) };
  return make(TREE_DEPTH);
}

function pairs(): object {
  const make = (depth: number): object =>
    depth === 1 ? { l: 0, r: 1 } : { l: make(depth - 1), r: make(depth - 1) };
  return make(TREE_DEPTH);
}

interface Coder {
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

/** The shortest of several times that each took, in milliseconds, taken in turns. */
function measure(
  value: unknown,
  rounds: number,
  coders: readonly Coder[],
): { encode: number; decode: number }[] {
  const best = coders.map(() => ({ encode: Infinity, decode: Infinity }));
  for (let round = 0; round < rounds; round++) {
    coders.forEach((coder, index) => {
      const start = performance.now();
      const bytes = coder.encode(value);
      const middle = performance.now();
      coder.decode(bytes);
      const end = performance.now();
      const times = best[index]!;
      times.encode = Math.min(times.encode, middle - start);
      times.decode = Math.min(times.decode, end - middle);
    });
  }
  return best;
}

/** To be called before anything else takes memory. */
function copies(): void {
  const array = new Float64Array(ARRAY_LENGTH).fill(1.5);
  const before = peak();
  const bytes = encode(array);
  const encoded = peak();
  decode(bytes);
  const decoded = peak();
  for (
    const [act, memory] of [["encoded", encoded - before], ["decoded", decoded - encoded]] as const
  ) {
    const copies = memory / array.byteLength;
    const what = `100 MB of Float64Array: copies of it in memory when it is ${act}`;
    printFigure(what, copies.toFixed(2), "1.1", copies < 1.1);
  }
}

function largeArray(): void {
  const array = new Float64Array(ARRAY_LENGTH).fill(1.5);
  const [ours, plain] = measure(array, 5, [{ encode, decode }, new Encoder({ useRecords: false })]);
  for (const act of ["encode", "decode"] as const) {
    printReference(`100 MB of Float64Array: ${act}, cbor-x`, milliseconds(plain![act]));
    ratio(`100 MB of Float64Array: ${act}`, ours![act], plain![act], 1.3);
  }
  size("100 MB of Float64Array", encode(array).length, 100_000_024);
}

/** The most memory that this process ever had, in bytes. */
function peak(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]);
}

function size(what: string, bytes: number, before: number): void {
  const factor = bytes / before;
  printReference(`${what}: bytes in htmap 0.1`, String(before));
  printFigure(`${what}: bytes`, `${factor.toFixed(2)} ×`, "1.25 ×", factor <= 1.25);
}

function ratio(what: string, time: number, reference: number, goal: number): void {
  const factor = time / reference;
  const figure = `${milliseconds(time)} = ${factor.toFixed(2)} ×`;
  printFigure(what, figure, `${goal} ×`, factor <= goal);
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
