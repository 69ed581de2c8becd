import { TransferPath } from "../../../lib/base/transfer_path.ts";
import { assert, assertEquals, assertThrows } from "../../deps.ts";
import { fromJson, toJson } from "../../../lib/cli/json_values.ts";

function thereAndBack(value: unknown): unknown {
  return fromJson(JSON.parse(JSON.stringify(toJson(value))));
}

const FORMS: Record<string, [value: unknown, json: string]> = {
  "plain JSON": [{ a: [1, "x", true, null, { b: -2.5 }] }, '{"a":[1,"x",true,null,{"b":-2.5}]}'],
  "undefined": [undefined, '{"$undefined":true}'],
  "NaN": [NaN, '{"$number":"NaN"}'],
  "-Infinity": [-Infinity, '{"$number":"-Infinity"}'],
  "-0": [-0, '{"$number":"-0"}'],
  "bigint": [12n, '{"$bigint":"12"}'],
  "Date": [new Date(0), '{"$date":"1970-01-01T00:00:00.000Z"}'],
  "an invalid Date": [new Date(NaN), '{"$date":null}'],
  "Map": [
    new Map<unknown, unknown>([["a", 1n], [{ b: 2 }, undefined]]),
    '{"$map":[["a",{"$bigint":"1"}],[{"b":2},{"$undefined":true}]]}',
  ],
  "Set": [new Set([1, "x"]), '{"$set":[1,"x"]}'],
  "RegExp": [/a\/b/gi, '{"$regexp":["a\\\\/b","gi"]}'],
  "path": [new TransferPath("/a b"), '{"$path":"/a b"}'],
  "path elsewhere": [new TransferPath("s3://b/a"), '{"$path":"s3://b/a"}'],
  "URL": [new URL("https://example.com/a?b"), '{"$url":"https://example.com/a?b"}'],
  "Uint8Array": [new Uint8Array([1, 255]), '{"$Uint8Array":"Af8="}'],
  "Uint8ClampedArray": [new Uint8ClampedArray([1]), '{"$Uint8ClampedArray":"AQ=="}'],
  "ArrayBuffer": [new Uint8Array([7]).buffer, '{"$ArrayBuffer":"Bw=="}'],
  "Float64Array": [new Float64Array([0.5, NaN]), '{"$Float64Array":[0.5,{"$number":"NaN"}]}'],
  "BigInt64Array": [new BigInt64Array([-1n]), '{"$BigInt64Array":[{"$bigint":"-1"}]}'],
  "an object that looks like a form": [{ $date: "today" }, '{"$$date":"today"}'],
  "one that looks like such an object": [{ $$date: 1n }, '{"$$$date":{"$bigint":"1"}}'],
  "an object with another key of the kind": [{ $price: 3 }, '{"$price":3}'],
  "a key called __proto__": [JSON.parse('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}'],
};

for (const [what, [value, json]] of Object.entries(FORMS)) {
  Deno.test(`toJson() has a form for ${what}, and fromJson() reads it back`, () => {
    assertEquals(JSON.stringify(toJson(value)), json);
    assertEquals(thereAndBack(value), value);
  });
}

Deno.test("toJson() keeps what a DataView and a part of a buffer show", () => {
  const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  assertEquals(thereAndBack(bytes), new Uint8Array([2, 3]));
  const view = thereAndBack(new DataView(bytes.buffer, 2, 1));
  assert(view instanceof DataView);
  assertEquals(view.getUint8(0), 3);
});

Deno.test("toJson() writes an error's name, message, cause and own fields", () => {
  const error = Object.assign(new RangeError("too far", { cause: "the wind" }), { metres: 3n });
  const back = thereAndBack(error);
  assert(back instanceof Error);
  assertEquals([back.name, back.message, back.cause], ["RangeError", "too far", "the wind"]);
  assertEquals(Reflect.get(back, "metres"), 3n);
});

Deno.test("toJson() writes a hole as undefined, and an instance as its fields", () => {
  class Point {
    constructor(readonly x: number) {}
    toJSON(): string {
      throw new Error("the class's own code must not run");
    }
  }
  // deno-lint-ignore no-sparse-arrays -- the hole is what is tested
  assertEquals(toJson([1, , 2]), [1, { $undefined: true }, 2]);
  assertEquals(toJson(new Point(3)), { x: 3 });
});

Deno.test("toJson() says how many levels up an object within itself is", () => {
  const tree: { name: string; children: unknown[] } = { name: "root", children: [] };
  tree.children.push({ parent: tree });
  assertEquals(toJson(tree), { name: "root", children: [{ parent: { $cycle: 3 } }] });
});

Deno.test("toJson() writes an object that is there twice, twice", () => {
  const shared = { a: 1 };
  assertEquals(toJson([shared, shared]), [{ a: 1 }, { a: 1 }]);
});

Deno.test("fromJson() refuses a form with a content it cannot have, and says which", () => {
  assertThrows(() => fromJson({ $bigint: "x" }), TypeError, '{"$bigint": …} cannot hold "x"');
  assertThrows(() => fromJson([{ $map: [[1]] }]), TypeError, '{"$map": …} cannot hold [[1]]');
  assertThrows(() => fromJson({ $cycle: 1 }), TypeError, '{"$cycle": …} cannot be read back');
});

const CANNOT_HOLD: Record<string, readonly unknown[]> = {
  $date: ["nope", "nope 1", "2024-02-30", "2024-13-01", 5, ""],
  $number: ["x", "", true],
  $bigint: ["", "1.5", true, 1e300],
};

for (const [form, contents] of Object.entries(CANNOT_HOLD)) {
  for (const content of contents) {
    Deno.test(`fromJson() does not guess what {"${form}": ${JSON.stringify(content)}} may mean`, () => {
      assertThrows(() => fromJson({ [form]: content }), TypeError, `{"${form}": …} cannot hold`);
    });
  }
}

Deno.test("fromJson() reads a date without a time, with an offset, and of a far year", () => {
  assertEquals(fromJson({ $date: "2024-01-31" }), new Date(Date.UTC(2024, 0, 31)));
  assertEquals(fromJson({ $date: "2024-01-31T02:00+02:00" }), new Date(Date.UTC(2024, 0, 31)));
  for (const time of [-8.64e15, 8.64e15]) {
    assertEquals(thereAndBack(new Date(time)), new Date(time));
  }
});
