/**
 * The tags of CBOR that the codec knows, and how deep it goes.
 *
 * What has a standard form in CBOR (RFC 8949) has that one; what CBOR has no word for has a tag of
 * htmap's own, about the standard form of the same data where there is one. `docs/data.md` tells other
 * languages' readers what is what.
 *
 * @module
 */

/** How deep containers may nest. Deeper ones would exhaust the stack of a reader. */
export const MAX_DEPTH = 1500;

/** How deep the items of an encoding may nest: each container has up to three tags about it. */
export const MAX_ITEM_DEPTH: number = 5 * MAX_DEPTH;

/** The CBOR tags that the codec writes or reads. Those from 26626 to 26639 are htmap's own. */
export const TAG = {
  DATE_TEXT: 0, // a date, as text (RFC 8949); only read
  DATE: 1, // a Date, in seconds (RFC 8949)
  BIGINT: 2, // a positive bigint, as bytes (RFC 8949)
  NEGATIVE_BIGINT: 3, // a negative bigint, as the bytes of -1 - n (RFC 8949)
  SHARED: 28, // what others refer to; such values are numbered in the order of these tags
  REFERENCE: 29, // the n-th shared value
  URL: 32, // a URL (RFC 8949)
  DAY: 100, // a day, in days (RFC 8943); only read
  SET: 258, // a Set, as an array
  MAP: 259, // a Map with keys of any kind
  WTF8: 273, // a text with lone surrogates, as WTF-8
  DAY_TEXT: 1004, // a day, as text (RFC 8943); only read
  REGEXP: 21066, // a regular expression, as `[source, flags]`
  SELF_DESCRIBED: 55799, // the mark of CBOR, which says nothing of what follows; only read
  OTHER_DATE: 26626, // a Date that tag 1 cannot say, in milliseconds; NaN for an invalid one
  BUFFER: 26627, // an ArrayBuffer: its bytes, or `[bytes, maxByteLength or null, shared]`
  VIEW: 26628, // a view: `[kind, bytes]`, or `[kind, buffer, byteOffset, length or null]`
  BOXED: 26629, // a boxed primitive
  SYMBOL: 26630, // `[0, key]` for `Symbol.for(key)`, or `[1, name]` for a well-known one
  ERROR: 26631, // an error: a map of its built-in class, its message and its stack
  DECORATED: 26632, // with more than its kind: `[base, prototype, flags, key, attributes, value…]`
  SPARSE: 26633, // an array with holes: `[length, index, value, …]`
  KNOWN: 26634, // what the reader has a table of: a function, a prototype, a symbol
  SERIALIZED: 26635, // an object that said itself how it travels: `[class, data]`
  PLATFORM: 26636, // an object of the platform that is made anew: `[name, …arguments]`
  PRIVATE: 26637, // an object that only its class can make: `[class, private members]`
  TRANSFER_PATH: 26639, // the path of a file: its text, or `[text, name it arrives under, …]`
  SAME: 26638, // an object that both sides of the map have: `[its number, what it is]`
} as const;

/** The classes of typed arrays, with their tags (RFC 8746): the highest byte first, and last. */
export const TYPED_ARRAYS: readonly (readonly [kind: string, high: number, low: number])[] = [
  ["Uint8Array", NaN, 64], // written without: bytes are bytes
  ["Uint8ClampedArray", NaN, 68],
  ["Int8Array", NaN, 72],
  ["Uint16Array", 65, 69],
  ["Uint32Array", 66, 70],
  ["BigUint64Array", 67, 71],
  ["Int16Array", 73, 77],
  ["Int32Array", 74, 78],
  ["BigInt64Array", 75, 79],
  ["Float16Array", 80, 84],
  ["Float32Array", 81, 85],
  ["Float64Array", 82, 86],
];
