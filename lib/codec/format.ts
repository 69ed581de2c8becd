/**
 * The numbers both sides of the codec agree on.
 *
 * An encoding is one CBOR item (RFC 8949). What has a standard form in CBOR has that one; what CBOR has
 * no word for has a tag of htmap's own, from 26626 on, about the standard form of the same data where
 * there is one. `docs/data.md` tells other languages' readers what is what.
 *
 * @module
 */

/** How deep containers may nest. Deeper ones would exhaust the stack of a reader. */
export const MAX_DEPTH = 1500;

/** How deep the items of an encoding may nest: each container has up to three tags about it. */
export const MAX_ITEM_DEPTH: number = 5 * MAX_DEPTH;

/** The CBOR tags that the codec writes or reads. Those above 26625 are htmap's own. */
export const TAG = {
  /** A date, as text (RFC 8949); only read. */
  DATE_TEXT: 0,
  /** A Date, in seconds (RFC 8949). */
  DATE: 1,
  /** A positive bigint, as bytes (RFC 8949). */
  BIGINT: 2,
  /** A negative bigint, as the bytes of -1 - n (RFC 8949). */
  NEGATIVE_BIGINT: 3,
  /** What others refer to (value sharing); such values are numbered in the order of these tags. */
  SHARED: 28,
  /** The n-th shared value (value sharing). */
  REFERENCE: 29,
  /** A URL (RFC 8949). */
  URL: 32,
  /** A day, in days (RFC 8943); only read. */
  DAY: 100,
  /** A Set, as an array (registered with IANA). */
  SET: 258,
  /** A Map with keys of any type (registered with IANA). */
  MAP: 259,
  /** A string with lone surrogates, as WTF-8 (registered with IANA). */
  WTF8: 273,
  /** A day, as text (RFC 8943); only read. */
  DAY_TEXT: 1004,
  /** A regular expression, as `[source, flags]` (registered with IANA). */
  REGEXP: 21066,
  /** The mark of CBOR (RFC 8949), which says nothing of what follows it; only read. */
  SELF_DESCRIBED: 55799,
  /** A Date that tag 1 cannot say, in milliseconds; NaN for an invalid one. */
  OTHER_DATE: 26626,
  /** An ArrayBuffer, as its bytes, or as `[bytes, maxByteLength or null, shared]`. */
  BUFFER: 26627,
  /** A view of a buffer, as `[kind, bytes]`, or as `[kind, buffer, byteOffset, length or null]`. */
  VIEW: 26628,
  /** A boxed primitive. */
  BOXED: 26629,
  /** A symbol, as `[0, key]` for `Symbol.for(key)` or `[1, name]` for a well-known one. */
  SYMBOL: 26630,
  /** An error, as a map of its built-in class, its message and its stack. */
  ERROR: 26631,
  /** An object with more than its kind has: `[base, prototype, flags, key, attributes, value…]`. */
  DECORATED: 26632,
  /** An array with holes, as `[length, index, value, …]`. */
  SPARSE: 26633,
  /** Something the reader has a table of: a function, a prototype, a symbol. */
  KNOWN: 26634,
  /** An object that said itself how it travels: `[class, data]`. */
  SERIALIZED: 26635,
  /** An object of the platform that is made anew from arguments: `[name, …arguments]`. */
  PLATFORM: 26636,
  /** An object that only its class can make, for its private members: `[class, …values]`. */
  PRIVATE: 26637,
} as const;

/** The tags of typed arrays (RFC 8746); a Uint8Array has none, since bytes are bytes. */
export const TYPED_ARRAYS: ReadonlyMap<number, { kind: string; bigEndian?: true }> = new Map([
  [64, { kind: "Uint8Array" }],
  [65, { kind: "Uint16Array", bigEndian: true }],
  [66, { kind: "Uint32Array", bigEndian: true }],
  [67, { kind: "BigUint64Array", bigEndian: true }],
  [68, { kind: "Uint8ClampedArray" }],
  [69, { kind: "Uint16Array" }],
  [70, { kind: "Uint32Array" }],
  [71, { kind: "BigUint64Array" }],
  [72, { kind: "Int8Array" }],
  [73, { kind: "Int16Array", bigEndian: true }],
  [74, { kind: "Int32Array", bigEndian: true }],
  [75, { kind: "BigInt64Array", bigEndian: true }],
  [77, { kind: "Int16Array" }],
  [78, { kind: "Int32Array" }],
  [79, { kind: "BigInt64Array" }],
  [80, { kind: "Float16Array", bigEndian: true }],
  [81, { kind: "Float32Array", bigEndian: true }],
  [82, { kind: "Float64Array", bigEndian: true }],
  [84, { kind: "Float16Array" }],
  [85, { kind: "Float32Array" }],
  [86, { kind: "Float64Array" }],
]);

/** Attributes of a property in a DECORATED object, as bits. */
export const ATTRIBUTE = { WRITABLE: 1, ENUMERABLE: 2, CONFIGURABLE: 4, ACCESSOR: 8 } as const;

/** The attributes of a property made by assignment. */
export const PLAIN_ATTRIBUTES = 7;

/** Flags of a DECORATED object. */
export const DECORATED_FLAG = {
  /** No property can be added. */
  NOT_EXTENSIBLE: 1,
  /** Nor taken away. */
  SEALED: 2,
  /** Nor changed. */
  FROZEN: 4,
  /** The class is also the object's own `constructor`. */
  OWN_CLASS: 8,
} as const;

/** The method by which an instance says how it travels: it returns what to send in its place. */
export const SERIALIZE: unique symbol = Symbol.for("htmap.serialize") as never;

/** The static method that makes an instance of what the other one returned. */
export const DESERIALIZE: unique symbol = Symbol.for("htmap.deserialize") as never;
