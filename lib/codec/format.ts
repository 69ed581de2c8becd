/**
 * The numbers both sides of the codec agree on.
 *
 * An encoding is a header of two bytes (the version, then flags) and one CBOR item (RFC 8949). What
 * CBOR itself has no word for is tagged; the tags from 26624 on are htmap's own.
 *
 * @module
 */

/** The version of the encoding, its first byte. */
export const VERSION = 1;

/** Header flag: the item holds instances of classes of the map. */
export const FLAG_CLASSES = 1;

/** Header flag: the item refers back to objects, so the reader has to remember them. */
export const FLAG_REFERENCES = 2;

/** How deep containers may nest. Deeper ones would exhaust the stack of a reader. */
export const MAX_DEPTH = 1500;

/** The most properties an object of a shape has, and the most shapes there are. */
export const SHAPES = { KEYS: 8, COUNT: 4096 } as const;

/** The CBOR tags the codec writes. */
export const TAG = {
  /** A positive bigint, as bytes (RFC 8949). */
  BIGINT: 2,
  /** A negative bigint, as the bytes of -1 - n (RFC 8949). */
  NEGATIVE_BIGINT: 3,
  /** A URL (RFC 8949). */
  URL: 32,
  /** A Set, as an array (registered with IANA). */
  SET: 258,
  /** A Map with keys of any type (registered with IANA). */
  MAP: 259,
  /** A regular expression, as `[source, flags, lastIndex]` (registered with IANA). */
  REGEXP: 21066,
  /** The n-th object of this encoding, in the order their first bytes come. */
  REFERENCE: 26624,
  /** A string with lone surrogates, as its UTF-16 code units. */
  UTF16: 26625,
  /** A Date, in milliseconds; NaN for an invalid one. */
  DATE: 26626,
  /** An ArrayBuffer, as `[bytes, maxByteLength or null, shared]`. */
  BUFFER: 26627,
  /** A view of a buffer, as `[kind, buffer, byteOffset, length or null]`. */
  VIEW: 26628,
  /** A boxed primitive. */
  BOXED: 26629,
  /** A symbol, as `[0, key]` for `Symbol.for(key)` or `[1, name]` for a well-known one. */
  SYMBOL: 26630,
  /** An error, as the name of its built-in class; its properties follow as a DECORATED one. */
  ERROR: 26631,
  /** An object with more than its kind has: `[base, prototype, flags, key, attributes, value…]`. */
  DECORATED: 26632,
  /** An array with holes, as `[length, index, value, …]`. */
  SPARSE: 26633,
  /** Something the reader has a table of: a function, a prototype, a symbol. */
  KNOWN: 26634,
  /** An object that said itself how it travels: `[class id or [name], data]`. */
  SERIALIZED: 26635,
  /** An object of the platform that is made anew from arguments: `[name, …arguments]`. */
  PLATFORM: 26636,
  /** A plain object that starts a shape: `[key, …, value, …]`. Shapes are numbered as they come. */
  SHAPE: 26638,
  /** A plain object of a shape: `[shape, value, …]`. */
  RECORD: 26639,
  /** The private members of an object: `[object, class id, …values]`. */
  PRIVATE: 26637,
} as const;

/** Attributes of a property in a DECORATED object, as bits. */
export const ATTRIBUTE = { WRITABLE: 1, ENUMERABLE: 2, CONFIGURABLE: 4, ACCESSOR: 8 } as const;

/** The attributes of a property made by assignment. */
export const PLAIN_ATTRIBUTES = 7;

/** Flags of a DECORATED object. */
export const DECORATED_FLAG = { NOT_EXTENSIBLE: 1, SEALED: 2, FROZEN: 4 } as const;

/** The kinds of view, in the order their numbers are written; new ones go at the end. */
export const VIEW_KINDS: readonly string[] = [
  "Uint8Array",
  "Int8Array",
  "Uint8ClampedArray",
  "Uint16Array",
  "Int16Array",
  "Uint32Array",
  "Int32Array",
  "BigUint64Array",
  "BigInt64Array",
  "Float32Array",
  "Float64Array",
  "Float16Array",
  "DataView",
  "Buffer",
];

/** The method by which an instance says how it travels: it returns what to send in its place. */
export const SERIALIZE: unique symbol = Symbol.for("htmap.serialize") as never;

/** The static method that makes an instance of what the other one returned. */
export const DESERIALIZE: unique symbol = Symbol.for("htmap.deserialize") as never;
