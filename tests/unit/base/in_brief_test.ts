import { inBrief } from "../../../lib/base/in_brief.ts";
import { TransferPath } from "../../../lib/base/transfer_path.ts";
import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";

Deno.test("inBrief() shows plain values as they are written", () => {
  const circle: Record<string, unknown> = { a: 1 };
  circle.self = circle;
  class Point {
    constructor(readonly x: number, readonly y: number) {}
  }
  const cases: [unknown, string][] = [
    [0, "0"],
    [-0, "-0"],
    [NaN, "NaN"],
    [10n, "10n"],
    [true, "true"],
    [undefined, "undefined"],
    [null, "null"],
    ["a\nb", '"a\\nb"'],
    [Symbol("s"), "Symbol(s)"],
    [[1, "b", [2]], '[1, "b", [2]]'],
    [[], "[]"],
    [{}, "{}"],
    [{ a: 1, "b c": { d: null } }, '{ a: 1, "b c": { d: null } }'],
    [Object.create(null), "[Object: null prototype] {}"],
    [new Point(1, 2), "Point { x: 1, y: 2 }"],
    [new Map([["a", 1]]), 'Map(1) { "a" => 1 }'],
    [new Set([1, 2]), "Set(2) { 1, 2 }"],
    [new Float64Array([1.5, 2]), "Float64Array(2) [1.5, 2]"],
    [new ArrayBuffer(8), "ArrayBuffer(8)"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [/a+/g, "/a+/g"],
    [new RangeError("no"), "RangeError: no"],
    [new URL("https://a.example/b"), 'URL "https://a.example/b"'],
    [new TransferPath("/data/a b.csv"), 'TransferPath("/data/a b.csv")'],
    [new TransferPath("https://a.example/b?c"), 'TransferPath("https://a.example/b?c")'],
    [function work() {}, "[Function: work]"],
    [class Work {}, "[class Work]"],
    [circle, "{ a: 1, self: [Circular] }"],
    // deno-lint-ignore no-sparse-arrays -- a hole is what is shown
    [[1, , 3], "[1, <empty>, 3]"],
  ];
  for (const [value, text] of cases) assertEquals(inBrief(value), text);
});

Deno.test("inBrief() shows the beginning of what is long, and how long it is", () => {
  const text = inBrief("x".repeat(5000));
  assertStringIncludes(text, 'xxx"… (5000 characters)');
  assert(text.length < 400, text);
  assertEquals(
    inBrief(new Uint8Array(1_000_000)),
    "Uint8Array(1000000) [0, 0, 0, 0, 0, 0, … 999994 more]",
  );
  assertEquals(
    inBrief(Array.from({ length: 100 }, (_, i) => i)),
    "Array(100) [0, 1, 2, 3, 4, 5, … 94 more]",
  );
  assertStringIncludes(inBrief(10n ** 60n), "(61 digits)");
  assertStringIncludes(inBrief(2n ** 1_000_000n), "hexadecimal digits)");
  assertEquals(inBrief({ a: { b: { c: { d: { e: 1 } } } } }), "{ a: { b: { c: [Object] } } }");
  const large = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`key${i}`, { a: [1, 2, 3], b: "y".repeat(1000) }]),
  );
  const brief = inBrief([large, large, large]);
  assert(brief.length < 10_000, `${brief.length}`);
  assert(brief.split("\n").every((line) => line.length < 140), brief);
  // A character of two halves stays whole.
  assert(inBrief("a" + "😀".repeat(400)).isWellFormed());
});

Deno.test("inBrief() runs nothing of the value's own", () => {
  let ran = 0;
  const run = (): never => {
    ran++;
    throw new Error("it was run");
  };
  class Hostile {
    get [Symbol.toStringTag](): string {
      return run();
    }
    toString(): string {
      return run();
    }
    toJSON(): string {
      return run();
    }
    [Symbol.for("Deno.customInspect")](): string {
      return run();
    }
    [Symbol.for("nodejs.util.inspect.custom")](): string {
      return run();
    }
  }
  class Items extends Array<number> {
    override [Symbol.iterator](): ArrayIterator<number> {
      return run();
    }
  }
  class Table extends Map<string, number> {
    override get size(): number {
      return run();
    }
    override entries(): MapIterator<[string, number]> {
      return run();
    }
  }
  class Trouble extends Error {
    override get message(): string {
      return run();
    }
    override get stack(): string {
      return run();
    }
  }
  const traps = new Proxy({}, {
    get: run,
    getOwnPropertyDescriptor: run,
    getPrototypeOf: run,
    ownKeys: run,
  });
  const own = {
    get a() {
      return run();
    },
    set b(_: number) {
      run();
    },
  };
  const named = class {
    static get name() {
      return run();
    }
  };
  const values = [new Hostile(), Items.of(1, 2), new Table([["a", 1]]), new Trouble(), traps, own];
  const more = [
    { constructor: { name: "x" } },
    Object.create(traps),
    new Proxy(() => {}, {}),
    named,
  ];
  for (const value of [...values, ...more, [values]]) assert(inBrief(value).length > 0);
  assertEquals(ran, 0);
  assertEquals(inBrief(traps), "[Proxy]");
  assertEquals(inBrief(own), "{ a: [Getter], b: [Setter] }");
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertEquals(inBrief({ proxy }), "{ proxy: [Proxy] }");
});
