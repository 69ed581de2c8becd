import fc from "fast-check";
import { decode, encode, namesClasses } from "../../../lib/codec.ts";
import { CannotSerialize, CorruptData } from "../../../lib/errors.ts";
import { assert, assertEquals, assertInstanceOf, assertMatch, assertThrows } from "../../deps.ts";
import { difference } from "./alike.ts";
import { leaves, primitives, values } from "./arbitrary.ts";

const RUNS = 3000;

function roundTrips(arbitrary: fc.Arbitrary<unknown>): void {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  fc.assert(
    fc.property(arbitrary, (value) => {
      const found = difference(value, decode(encode(value)));
      assert(found === undefined, found);
    }),
    { numRuns: RUNS, seed },
  );
}

Deno.test("encode() and decode() keep every primitive", () => roundTrips(primitives));
Deno.test("encode() and decode() keep every object that holds no others", () => roundTrips(leaves));
Deno.test("encode() and decode() keep everything inside of everything", () => roundTrips(values));

Deno.test("encode() gives the same bytes for what decode() gave", () => {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encode(value);
      assertEquals(encode(decode(bytes)), bytes);
    }),
    { numRuns: 300 },
  );
});

Deno.test("decode() restores cycles and shared references", () => {
  const list: unknown[] = [];
  const map = new Map<unknown, unknown>();
  const error = new Error("e", { cause: map });
  const value = { list, map, error, again: list };
  list.push(value, list);
  map.set(map, value).set(value, new Set([map, list]));
  assertEquals(difference(value, decode(encode(value))), undefined);
});

Deno.test("decode() restores views that share a buffer, and no more of it than they see", () => {
  const buffer = new ArrayBuffer(1 << 20);
  const one = new Uint8Array(buffer, 100, 50);
  const two = new Float64Array(buffer, 104, 2);
  one.fill(7);
  const bytes = encode([one, two]);
  assert(bytes.length < 300);
  const [a, b] = decode(bytes) as [Uint8Array, Float64Array];
  assertEquals([...a], [...one]);
  assert(a.buffer === b.buffer);
  a[4] = 0;
  assert(b[0] !== two[0]);
});

Deno.test("decode() restores a buffer whole if it is wanted itself", () => {
  const buffer = new ArrayBuffer(64);
  const view = new Uint8Array(buffer, 8, 8);
  const [a, b] = decode(encode([view, buffer])) as [Uint8Array, ArrayBuffer];
  assertEquals([a.buffer === b, b.byteLength, a.byteOffset], [true, 64, 8]);
});

Deno.test("decode() restores growable buffers", () => {
  const buffer = new ArrayBuffer(4, { maxByteLength: 16 });
  const [a, view] = decode(encode([buffer, new Uint8Array(buffer)])) as [ArrayBuffer, Uint8Array];
  a.resize(8);
  assertEquals([a.maxByteLength, view.length], [16, 8]);
});

class Point {
  constructor(readonly x: number, public next?: Point) {}
  twice(): number {
    return 2 * this.x;
  }
}

const classes = {
  idOf: (type: unknown) => type === Point ? "point" : undefined,
  classOf: (id: string) => id === "point" ? Point : undefined,
};

Deno.test("decode() restores instances of the map's classes, cycles through them included", () => {
  const point = new Point(3);
  point.next = point;
  const bytes = encode([point], { classes });
  assert(namesClasses(bytes));
  const [found] = decode(bytes, { classes }) as [Point];
  assertInstanceOf(found, Point);
  assertEquals([found.twice(), found.next === found], [6, true]);
});

Deno.test("decode() gives an object that names its class where the class is not known", () => {
  const named = decode(encode(new Point(3))) as object;
  assertEquals(Object.entries(named), [["x", 3], ["next", undefined]]);
  assertEquals(Object.prototype.toString.call(named), "[object Point]");
  class Trouble extends TypeError {}
  const error = decode(encode(new Trouble("bad"))) as Error;
  assertInstanceOf(error, TypeError);
  assertEquals([error.name, error.message], ["Trouble", "bad"]);
});

Deno.test("decode() restores shared references beside objects of classes it does not know", () => {
  class Unknown {
    x = 1;
  }
  class Self extends Unknown {
    [Symbol.for("htmap.serialize")](): unknown {
      return { x: 2 };
    }
  }
  const shared = { a: 1 };
  const other = { b: 2 };
  const back = decode(encode([new Unknown(), new Self(), shared, other, shared, other]));
  const [, , one, two, three, four] = back as unknown[];
  assertEquals([one, two], [shared, other]);
  assert(one === three && two === four);
});

Deno.test("encode() uses what a class says of how it travels", () => {
  class Celsius {
    constructor(readonly degrees: number) {}
    [Symbol.for("htmap.serialize")](): unknown {
      return [this.degrees];
    }
    static [Symbol.for("htmap.deserialize")](data: [number]): Celsius {
      return new Celsius(data[0] + 0.5);
    }
  }
  const registry = { idOf: () => "c", classOf: () => Celsius };
  const value = new Celsius(1);
  const [a, b] = decode(encode([value, value], { classes: registry }), { classes: registry }) as
    & Celsius[]
    & [Celsius, Celsius];
  assertInstanceOf(a, Celsius);
  assertEquals([a.degrees, a === b], [1.5, true]);
});

Deno.test("encode() evaluates getters, as data has no functions", () => {
  const value = {
    get x(): number {
      return 5;
    },
  };
  assertEquals(decode(encode(value)), { x: 5 });
});

Deno.test("encode() refuses what is not data, and says where it is", () => {
  const refusals: [unknown, string[], RegExp][] = [
    [() => 1, ["input 3"], /it is a function/],
    [{ a: [1, Promise.resolve()] }, ["input 3", "a", "[1]"], /it is a Promise.*Await it first/],
    [new Map([["k", new WeakMap()]]), ["input 3", 'get("k")'], /it is a WeakMap/],
    [new Set([new WeakSet()]), ["input 3", "[item of the Set]", "[0]"], /it is a WeakSet/],
    [{ s: Symbol("own") }, ["input 3", "s"], /exists in this process only/],
    [{ it: [1].values() }, ["input 3", "it"], /an Array Iterator/],
    [{ r: new Response("") }, ["input 3", "r"], /it is a Response/],
    [new Error("x", { cause: Promise.resolve() }), ["input 3", "cause"], /Promise/],
  ];
  for (const [value, path, message] of refusals) {
    const error = assertThrows(() => encode(value, { path: ["input 3"] }), CannotSerialize);
    assertEquals(error.path, path);
    assertMatch(error.message, message);
  }
});

Deno.test("encode() refuses what nests too deep", () => {
  let deep: unknown = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assertThrows(() => encode(deep), CannotSerialize, "deep");
});

Deno.test("decode() refuses what another version wrote", () => {
  const bytes = encode([1]);
  bytes[0] = 99;
  assertThrows(
    () => decode(bytes, { source: "the output of component 4" }),
    CorruptData,
    "the form 99",
  );
});
