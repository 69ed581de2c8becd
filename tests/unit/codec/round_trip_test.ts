import fc from "fast-check";
import { type ClassRegistry, decode, encode, encodeNoting } from "../../../lib/codec/codec.ts";
import { CannotSerialize } from "../../../lib/base/errors.ts";
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

Deno.test("encode() and decode() keep keys that are no well-formed text", () => {
  const one = { "\ud800": 1, "a\udfff": [1] };
  const values = [one, { ...one }, { ...one }, { "\udc00": one }, new Map([["\ud800", one]])];
  assertEquals(difference(values, decode(encode(values))), undefined);
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

Deno.test("decode() restores 200,000 views of one buffer", () => {
  const buffer = new ArrayBuffer(200_000);
  const views = Array.from({ length: buffer.byteLength }, (_, at) => new Uint8Array(buffer, at, 1));
  const found = decode(encode(views)) as Uint8Array[];
  assertEquals(found.length, views.length);
  assert(
    found.every(({ buffer }, at) => buffer === found[0]?.buffer && found[at]?.byteOffset === at),
  );
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

Deno.test("decode() restores properties of typed arrays of any size", () => {
  for (const length of [0, 1, 64, 513, 100_000]) {
    const symbol = Symbol.for("s");
    for (const value of [new Float32Array(length), Buffer.alloc(length)]) {
      const bare = decode(encode(value));
      assertEquals(Object.keys(Object(bare)).length, length);
      const extras = { shape: [length], "[ ... 1 more item ]": Symbol.for(" ... 1 more item ]") };
      for (const extra of [extras, { [symbol]: extras }]) {
        const found = Object(decode(encode(Object.assign(value.slice(), extra))));
        for (const key of Reflect.ownKeys(extra)) {
          assertEquals(found[key], Reflect.get(extra, key), `${length} ${String(key)}`);
        }
      }
    }
  }
  const view = Object.assign(new DataView(new ArrayBuffer(1000)), { unit: "m" });
  assertEquals(Object(decode(encode(view))).unit, "m");
});

Deno.test("decode() restores what Intl has", () => {
  const locale = new Intl.Locale("de-DE", {
    calendar: "buddhist",
    hourCycle: "h12",
    numeric: true,
  });
  const found = decode(encode([locale, locale])) as Intl.Locale[];
  assert(found[0] === found[1] && found[0] instanceof Intl.Locale);
  assertEquals([`${found[0]}`, found[0].hourCycle], [`${locale}`, "h12"]);
  const others = [new Intl.Collator("de"), new Intl.NumberFormat("de"), new Intl.Segmenter("de")];
  for (const value of others) {
    const copy = decode(encode(value)) as typeof value;
    assert(Object.getPrototypeOf(copy) === Object.getPrototypeOf(value));
    assertEquals(copy.resolvedOptions(), value.resolvedOptions());
  }
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
  const { bytes, usesClasses } = encodeNoting([point], { classes });
  assert(usesClasses);
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

Deno.test("encode() writes an object of a class that is not here by the name of that", () => {
  class Trouble extends TypeError {}
  for (
    const value of [[new Point(3)], [new Trouble("bad")], Object.assign(new Point(1), { y: 2 })]
  ) {
    const bytes = encode(value);
    assertEquals(encode(decode(bytes)), bytes);
  }
});

Deno.test("decode() restores prototypes that are data", () => {
  const defaults = { unit: "m", list: [1] };
  const one = Object.assign(Object.create(defaults), { x: 1 });
  const values = [one, Object.create(one), defaults, Object.create(Object.create(null)), one];
  const found = decode(encode(values)) as Record<string, unknown>[];
  const [first, second, third, fourth, last] = found;
  assert(Object.getPrototypeOf(first) === third && Object.getPrototypeOf(second) === first);
  assert(Object.getPrototypeOf(Object.getPrototypeOf(fourth)) === null && last === first);
  assertEquals([Object.entries(first!), third], [[["x", 1]], defaults]);
  const point = decode(encode(Object.create(new Point(3)), { classes }), { classes });
  assertInstanceOf(point, Point);
  assertEquals([point.twice(), Object.keys(point)], [6, []]);
});

Deno.test("encode() refuses an object of no known class only if nothing is lost by that", () => {
  const methods = { twice: () => 2 };
  const value = { it: Object.assign(Object.create(methods), { x: 1 }) };
  assertEquals(Object.entries((decode(encode(value)) as typeof value).it), [["x", 1]]);
  const strict = { ...classes, isStrict: true };
  const error = assertThrows(() => encode(value, { classes: strict }), CannotSerialize);
  assertEquals(error.path, ["it", "[prototype]"]);
  assertMatch(error.message, /it has methods, and no function .* set `constructor` to it/);
  encode([new Point(1), Object.create({ x: 1 })], { classes: strict });
});

Deno.test("decode() gives an object that had its class as a property where that is not known", () => {
  const Old: { prototype: object } = function () {};
  Old.prototype = { method: () => 1 };
  const value = Object.assign(Object.create(Old.prototype), { constructor: Old, x: 1 });
  const found = decode(encode([value, value])) as object[];
  assertEquals(Object.prototype.toString.call(found[0]), "[object Old]");
  assertEquals(Object.entries(found[0]!), [["x", 1]]);
  assert(found[0] === found[1]);
});

Deno.test("decode() restores references that come after an object of an unknown class", () => {
  class Said {
    [Symbol.for("htmap.serialize")](): unknown {
      return 1;
    }
  }
  const shared = { shared: true };
  for (const unknown of [new Point(3), new Said(), new (class Trouble extends TypeError {})()]) {
    const [, first, second] = decode(encode([unknown, shared, shared])) as object[];
    assertEquals(first, shared);
    assert(first === second);
  }
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

Deno.test("encode() sends the arguments of a call as an array", () => {
  const shared = {};
  const argumentsOf: (...args: unknown[]) => unknown = function () {
    return arguments;
  };
  const value = argumentsOf(1, shared, "x");
  const [one, again, inner] = decode(encode([value, value, shared])) as unknown[][];
  assertEquals(one, [1, {}, "x"]);
  assert(one === again && one?.[1] === inner);
});

Deno.test("encode() refuses what is not data, and says where it is", () => {
  const refusals: [unknown, string[], RegExp][] = [
    [() => 1, ["input 3"], /it is a function/],
    [{ a: [1, Promise.resolve()] }, ["input 3", "a", "[1]"], /it is a Promise.*Await it first/],
    [new Map([["k", new WeakMap()]]), ["input 3", 'get("k")'], /it is a WeakMap/],
    [new Set([new WeakSet()]), ["input 3", "[item of the Set]", "[0]"], /it is a WeakSet/],
    [{ s: Symbol("own") }, ["input 3", "s"], /exists in this process only/],
    [{ it: [1].values() }, ["input 3", "it"], /an Array Iterator.*Send an array/],
    [[1].values().map(String), ["input 3"], /an Iterator Helper/],
    [Iterator.from({ next: () => ({ done: true, value: 1 }) }), ["input 3"], /an Iterator,/],
    [(function* () {})(), ["input 3"], /a Generator/],
    [(async function* () {})(), ["input 3"], /an AsyncGenerator/],
    [new Headers().entries(), ["input 3"], /a Headers Iterator/],
    [new Intl.Segmenter().segment("a"), ["input 3"], /a Segments/],
    [new Intl.Segmenter().segment("a")[Symbol.iterator](), ["input 3"], /Iterator/],
    [new Proxy(new Map(), {}), ["input 3"], /a Proxy of a Map/],
    [{ r: new Response("") }, ["input 3", "r"], /it is a Response/],
    [new Error("x", { cause: Promise.resolve() }), ["input 3", "cause"], /Promise/],
  ];
  for (const [value, path, message] of refusals) {
    const error = assertThrows(() => encode(value, { path: ["input 3"] }), CannotSerialize);
    assertEquals(error.path, path);
    assertMatch(error.message, message);
  }
});

Deno.test("encode() takes an instance of a class that makes an iterator of it", () => {
  class Countdown extends Iterator<number> {
    from = 3;
    next(): IteratorResult<number> {
      return this.from > 0 ? { done: false, value: this.from-- } : { done: true, value: 0 };
    }
  }
  const registry = { idOf: () => "c", classOf: () => Countdown };
  const found = decode(encode(new Countdown(), { classes: registry }), { classes: registry });
  assertInstanceOf(found, Countdown);
  assertEquals([...found], [3, 2, 1]);
});

Deno.test("encode() refuses what cannot be read, and says where it is and why", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const failure = new Error("not now");
  const failing = {
    get now(): never {
      throw failure;
    },
  };
  const saying = {
    [Symbol.for("htmap.serialize")](): never {
      throw failure;
    },
  };
  const refusals: [unknown, string[], RegExp][] = [
    [proxy, ["input 3"], /could not be read: TypeError: .*proxy that has been revoked/],
    [{ a: [1, proxy] }, ["input 3", "a", "[1]"], /TypeError: .*revoked/],
    [{ a: failing }, ["input 3", "a", "now"], /could not be read: Error: not now/],
    [[Object.setPrototypeOf({}, saying)], ["input 3", "[0]"], /could not be read: Error: not now/],
  ];
  for (const [value, path, message] of refusals) {
    const error = assertThrows(() => encode(value, { path: ["input 3"] }), CannotSerialize);
    assertEquals(error.path, path);
    assertMatch(error.message, message);
    assertInstanceOf(error.cause, Error);
  }
});

Deno.test("encode() refuses what nests too deep", () => {
  let deep: unknown = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assertThrows(() => encode(deep), CannotSerialize, "deep");
});

Deno.test("decode() gives what both sides have, and a copy of it where they have not", () => {
  class Color {
    constructor(readonly name: string) {}
  }
  const [red, mark] = [new Color("red"), Symbol("mark")];
  const all: readonly (object | symbol)[] = [red, mark];
  const classes: ClassRegistry = {
    idOf: () => undefined,
    classOf: () => undefined,
    sameIdOf: (value) => all.includes(value) ? all.indexOf(value) : undefined,
    sameOf: (id) => all[id],
  };
  const bytes = encode([red, { red }, mark, new Color("blue")], { classes });
  const [first, { red: second }, third] = decode(bytes, { classes }) as [
    Color,
    { red: Color },
    symbol,
  ];
  assert(first === red && second === red && third === mark);
  const [copy, { red: again }, text] = decode(bytes) as [Color, { red: Color }, string];
  assert(copy !== red && copy === again && copy.name === "red" && text === "Symbol(mark)");
  const none: ClassRegistry = { ...classes, sameOf: () => undefined };
  assertEquals((decode(bytes, { classes: none }) as Color[])[0]!.name, "red");
});
