/**
 * Values of every kind the codec knows, for property-based tests.
 *
 * @module
 */

import fc from "fast-check";

const view = (
  make: (buffer: ArrayBuffer) => unknown,
  size: number,
): fc.Arbitrary<unknown> =>
  fc.uint8Array({ maxLength: 8 }).map((bytes) => {
    const buffer = new ArrayBuffer(Math.ceil(bytes.length / size) * size);
    new Uint8Array(buffer).set(bytes);
    return make(buffer);
  });

/** Text of any code units, lone surrogates included. */
const codeUnits = fc.array(fc.integer({ min: 0xd7fe, max: 0xe001 }), { maxLength: 5 })
  .map((units) => String.fromCharCode(...units));

/** Any primitive, symbols included that every process knows. */
export const primitives: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, true, false, 0, -0, NaN, Infinity, -Infinity),
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
  fc.string({ unit: "binary" }),
  fc.string({ minLength: 60, maxLength: 90 }),
  codeUnits,
  fc.string().map((key) => Symbol.for(key)),
  fc.constantFrom(Symbol.iterator, Symbol.asyncIterator, Symbol.toStringTag, Symbol.hasInstance),
);

/** Objects that hold no others. */
export const leaves: fc.Arbitrary<unknown> = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.tuple(
    fc.constantFrom("a", "(?<n>\\d)+", "[^/\\]]", "\\u{1F600}", ""),
    fc.constantFrom("", "g", "giu", "y", "ds", "v"),
    fc.nat(5),
  ).filter(([source, flags]) => source !== "[^/\\]]" || flags !== "v").map(([source, flags, at]) =>
    Object.assign(new RegExp(source, flags), { lastIndex: at })
  ),
  fc.webUrl().map((url) => new URL(url)),
  view((b) => b, 1),
  view((b) => new Uint8Array(b), 1),
  view((b) => new Int8Array(b), 1),
  view((b) => new Uint8ClampedArray(b), 1),
  view((b) => new Uint16Array(b), 2),
  view((b) => new Int16Array(b), 2),
  view((b) => new Uint32Array(b), 4),
  view((b) => new Int32Array(b), 4),
  view((b) => new Float32Array(b), 4),
  view((b) => new Float64Array(b), 8),
  view((b) => new BigInt64Array(b), 8),
  view((b) => new BigUint64Array(b), 8),
  view((b) => new DataView(b), 1),
  view((b) => Object.assign(new SharedArrayBuffer(b.byteLength)), 1),
  fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.bigInt()).map((value) => Object(value)),
  fc.tuple(
    fc.constantFrom(Error, TypeError, RangeError, SyntaxError, EvalError, ReferenceError, URIError),
    fc.string(),
  ).map(([type, message]) => new type(message)),
  fc.string().map((message) => new DOMException(message, "AbortError")),
);

const key = fc.oneof(
  fc.string(),
  codeUnits,
  fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "length", "0", "then"),
);

/** Any value: containers, with keys of any type, as deep as a few levels. */
export const values: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => {
  const any = tie("any");
  const entries = fc.array(fc.tuple(key, any), { maxLength: 5 });
  return {
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      primitives,
      leaves,
      fc.array(any, { maxLength: 5 }),
      entries.map((list) => objectOf({}, list)),
      entries.map((list) => objectOf(Object.create(null), list)),
      fc.array(fc.tuple(any, any), { maxLength: 4 }).map((list) => new Map(list)),
      fc.array(any, { maxLength: 4 }).map((list) => new Set(list)),
      fc.tuple(fc.nat(20), fc.array(fc.tuple(fc.nat(19), any), { maxLength: 4 })).map(sparse),
      fc.tuple(fc.string(), any, any).map(([message, cause, extra]) =>
        Object.assign(new Error(message, { cause }), { extra })
      ),
      fc.tuple(fc.array(any, { maxLength: 3 }), fc.string()).map(([errors, message]) =>
        new AggregateError(errors, message)
      ),
      any.map((inner) => [inner, inner]),
      entries.map((list) => Object.freeze(objectOf({}, list))),
      fc.tuple(fc.string(), any).map(([name, inner]) => ({ [Symbol.for(name)]: inner })),
    ),
  };
}).any;

/** Defines rather than assigns, so that every key is one like any other. */
function objectOf(object: object, entries: [string, unknown][]): object {
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return object;
}

function sparse([length, entries]: [number, [number, unknown][]]): unknown[] {
  const array: unknown[] = new Array(length);
  for (const [index, value] of entries) if (index < length) array[index] = value;
  return array;
}
