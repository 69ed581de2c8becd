import { assert, assertEquals } from "../../deps.ts";
import { toJson } from "../../../lib/cli/json_values.ts";
import { writtenSize } from "../../../lib/cli/written_size.ts";

const LIMIT = 1e9;

/** Puts something into something new, again and again. */
function repeatedly<T>(first: T, next: (inner: T) => T): T {
  let value = first;
  for (let i = 0; i < 40; i++) value = next(value);
  return value;
}

/** Objects each of which is in each other. */
function everyoneInEveryone(): unknown[] {
  const all: unknown[][] = Array.from({ length: 20 }, () => []);
  for (const one of all) one.push(...all);
  return all;
}

const ENDLESS: Record<string, unknown> = {
  "arrays that share": repeatedly<unknown[]>([], (inner) => [inner, inner]),
  "objects that share": repeatedly<object>({}, (inner) => ({ a: inner, b: inner })),
  "maps that share": repeatedly<unknown>(0, (inner) => new Map([["a", inner], ["b", inner]])),
  "keys of maps that share": repeatedly<unknown>({}, (inner) => new Map([[inner, inner]])),
  "sets that share": repeatedly<unknown>({}, (inner) => new Set([inner, [inner]])),
  "errors that share": repeatedly<Error>(
    new Error("x"),
    (inner) => Object.assign(new Error("x", { cause: inner }), { inner }),
  ),
  "an array that is all gaps": new Array(2 ** 32 - 1),
  "gaps deep inside": { a: [new Map([["b", new Array(2 ** 31)]])] },
  "objects that are all in each other": everyoneInEveryone(),
  "text that is there many times": new Array(10_000).fill("x".repeat(1_000_000)),
};

for (const [what, value] of Object.entries(ENDLESS)) {
  Deno.test(`writtenSize() stops counting at ${what}`, () => {
    assertEquals(writtenSize(value, LIMIT).characters, Infinity);
  });
}

const parent: { children: unknown[] } = { children: [] };
for (let i = 0; i < 1000; i++) parent.children.push({ i, parent });

const COUNTED: Record<string, unknown> = {
  "numbers": Array.from({ length: 10_000 }, (_, i) => i / 7),
  "objects": Array.from(
    { length: 10_000 },
    (_, i) => ({ i, name: `name ${i}`, on: true, none: null }),
  ),
  "text": "x".repeat(1_000_000),
  "bytes": new Uint8Array(1_000_000),
  "a large number": 7n ** 100_000n,
  "typed numbers": new Float64Array(10_000).fill(1 / 3),
  "children that know their parent": parent,
  "maps and sets": new Map([[new Set([1, 2, 3]), { a: new Date() }]]),
};

for (const [what, value] of Object.entries(COUNTED)) {
  Deno.test(`writtenSize() is about right for ${what}`, () => {
    const { characters } = writtenSize(value, LIMIT);
    const { length } = JSON.stringify(toJson(value));
    assert(characters > length / 3 && characters < 6 * length, `${characters} for ${length}`);
  });
}

Deno.test("writtenSize() says how deep a value nests, however deep", () => {
  assertEquals(writtenSize(7, LIMIT).depth, 0);
  assertEquals(writtenSize([{ a: [] }, []], LIMIT).depth, 3);
  assertEquals(writtenSize(new Map([[1, [2]]]), LIMIT).depth, 2);
  let deep: unknown[] = [];
  for (let level = 1; level < 100_000; level++) deep = [deep];
  assertEquals(writtenSize(deep, LIMIT).depth, 100_000);
});
