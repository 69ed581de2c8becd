/**
 * Reads what CBOR has no word of its own for.
 *
 * @module
 */

import { makeError } from "./error_classes.ts";
import { ATTRIBUTE, DECORATED_FLAG, DESERIALIZE, TAG, VIEW_KINDS } from "./format.ts";
import { makePlatform } from "./platform.ts";
import { foreign, setPrototype, setTo } from "./prototypes.ts";
import type { Source } from "./source.ts";
import { checked, Corruption, utf16Of } from "./cbor_reader.ts";

/** The longest array length JavaScript has. */
const MAX_LENGTH = 0xffffffff;
/** The most bytes a growable buffer may claim: its address space is reserved at once. */
const MAX_GROWABLE = 1 << 30;

/**
 * Reads the value after a tag.
 *
 * @param from Where to read.
 * @param tag The tag.
 * @returns The value.
 * @throws {Corruption} If what follows does not go with the tag.
 */
export function readTagged(from: Source, tag: number): unknown {
  const read = READERS.get(tag);
  if (!read) throw new Corruption(`it has an unknown tag, ${tag}`);
  return read(from);
}

const READERS: ReadonlyMap<number, (from: Source) => unknown> = new Map<
  number,
  (from: Source) => unknown
>([
  [TAG.BIGINT, (from) => bigintOf(from.binary("a bigint"))],
  [TAG.NEGATIVE_BIGINT, (from) => -1n - bigintOf(from.binary("a bigint"))],
  [TAG.UTF16, (from) => utf16Of(from.binary("a text"))],
  [TAG.URL, (from) => from.remember(checked(() => new URL(from.textValue("a URL")), "a URL"))],
  [TAG.DATE, (from) => leaf(from, () => new Date(from.number("a time")))],
  [TAG.REGEXP, (from) => leaf(from, () => regexpOf(from))],
  [TAG.BOXED, (from) => leaf(from, () => boxedOf(from.value()))],
  [TAG.PLATFORM, (from) => leaf(from, () => platformOf(from))],
  [TAG.BUFFER, (from) => leaf(from, () => bufferOf(from))],
  [TAG.VIEW, (from) => leaf(from, () => viewOf(from))],
  [TAG.SYMBOL, symbolOf],
  [TAG.SET, setOf],
  [TAG.MAP, mapOf],
  [TAG.SPARSE, sparseOf],
  [TAG.ERROR, errorOf],
  [TAG.DECORATED, decoratedOf],
  [TAG.KNOWN, knownOf],
  [TAG.SERIALIZED, serializedOf],
  [TAG.PRIVATE, privateOf],
]);

/** Reads an object that exists only when all of it was read; it cannot hold itself. */
function leaf(from: Source, read: () => object): object {
  const place = from.reserve();
  return from.remember(read(), place);
}

function bigintOf(bytes: Uint8Array): bigint {
  let hex = "0x0";
  if (bytes.length < 32) {
    for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  } else {
    hex += Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return checked(() => BigInt(hex), "a bigint");
}

function regexpOf(from: Source): RegExp {
  expect(from, 3, "a regular expression");
  const source = from.textValue("a pattern");
  const flags = from.textValue("flags");
  const lastIndex = from.number("a position");
  const regexp = checked(() => new RegExp(source, flags), "a regular expression");
  regexp.lastIndex = lastIndex;
  return regexp;
}

function boxedOf(value: unknown): object {
  if (value === null || value === undefined || typeof value === "object") {
    throw new Corruption("it has something else where a boxed primitive should be");
  }
  return Object(value);
}

function platformOf(from: Source): object {
  const count = from.items("an object of the platform");
  const name = from.textValue("a name");
  const args: unknown[] = [];
  for (let i = 1; i < count; i++) args.push(from.value());
  return checked(() => makePlatform(name, args), `a ${name}`);
}

function bufferOf(from: Source): ArrayBufferLike {
  expect(from, 3, "a buffer");
  const bytes = from.binary("bytes");
  const most = from.value();
  const shared = from.value();
  if (
    most !== null && !(typeof most === "number" && most >= bytes.length && most <= MAX_GROWABLE)
  ) {
    throw new Corruption("it has a buffer that claims too much memory");
  }
  if (most === null && shared !== true) return bytes.slice().buffer;
  const options = most === null ? undefined : { maxByteLength: Number(most) };
  const buffer = shared === true
    ? new SharedArrayBuffer(bytes.length, options)
    : new ArrayBuffer(bytes.length, options);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function viewOf(from: Source): object {
  expect(from, 4, "a view of a buffer");
  const kind = VIEW_KINDS[from.number("a kind of view")];
  const buffer = from.value();
  const offset = from.number("an offset");
  const length = from.value();
  if (
    kind === undefined || !(buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer)
  ) {
    throw new Corruption("it has a view of something that is not a buffer");
  }
  const size = typeof length === "number" ? length : undefined;
  const type: unknown = Reflect.get(globalThis, kind);
  return checked(() => {
    if (kind === "Buffer") {
      return Reflect.apply(Reflect.get(Object(type), "from"), type, [buffer, offset, size]);
    }
    return Reflect.construct(type as typeof Uint8Array, [buffer, offset, size]);
  }, "a view of a buffer");
}

function symbolOf(from: Source): symbol {
  expect(from, 2, "a symbol");
  const form = from.number("the form of a symbol");
  const name = from.textValue("the name of a symbol");
  if (form === 0) return Symbol.for(name);
  const symbol: unknown = Object.hasOwn(Symbol, name) ? Reflect.get(Symbol, name) : undefined;
  if (typeof symbol !== "symbol") throw new Corruption("it has an unknown symbol");
  return symbol;
}

function setOf(from: Source): Set<unknown> {
  const set = from.remember(new Set<unknown>());
  const count = from.items("a Set");
  for (let i = 0; i < count; i++) set.add(from.value());
  return set;
}

function mapOf(from: Source): Map<unknown, unknown> {
  const map = from.remember(new Map<unknown, unknown>());
  const count = from.pairs();
  for (let i = 0; i < count; i++) {
    const key = from.value();
    map.set(key, from.value());
  }
  return map;
}

function sparseOf(from: Source): unknown[] {
  const array: unknown[] = from.remember([]);
  const count = from.items("an array");
  const length = from.number("a length");
  if (!Number.isInteger(length) || length < 0 || length > MAX_LENGTH || count % 2 === 0) {
    throw new Corruption("it has an array of no possible length");
  }
  // A length set far beyond what is there makes the array a table, which takes no room.
  array.length = length;
  for (let i = 1; i < count; i += 2) {
    const index = from.number("an index");
    if (!Number.isInteger(index) || index < 0 || index >= length) {
      throw new Corruption("it has an array item outside the array");
    }
    array[index] = from.value();
  }
  return array;
}

function errorOf(from: Source): Error {
  const place = from.reserve();
  const count = from.items("an error");
  const name = from.textValue("the class of an error");
  const message = from.value();
  const stack = from.value();
  const domName = count > 3 ? from.textValue("the name of an exception") : "";
  if (count < 3 || count > 4) throw new Corruption("it has an error with too many parts");
  const error = makeError(name, String(message ?? ""), domName);
  for (const [key, value] of Object.entries({ message, stack })) {
    const isOwn = name === "DOMException" && key === "message";
    if (typeof value !== "string" || isOwn) continue;
    Object.defineProperty(error, key, {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
  if (typeof stack !== "string") Reflect.deleteProperty(error, "stack");
  return from.remember(error, place);
}

function decoratedOf(from: Source): object {
  let left = from.items("an object") - 3;
  const object = from.value();
  if (typeof object !== "object" || object === null) {
    throw new Corruption("it has properties of something that is not an object");
  }
  const type = setPrototype(from, object);
  const flags = from.number("flags");
  if (type && flags & DECORATED_FLAG.OWN_CLASS) {
    const shared = { writable: true, enumerable: true, configurable: true };
    defineChecked(object, "constructor", { ...shared, value: type });
  }
  for (; left > 0; left -= readProperty(from, object));
  if (left < 0) throw new Corruption("it has half a property");
  if (flags !== 0) checked(() => close(object, flags), "an object");
  return object;
}

function close(object: object, flags: number): void {
  if (flags & DECORATED_FLAG.FROZEN) Object.freeze(object);
  else if (flags & DECORATED_FLAG.SEALED) Object.seal(object);
  else if (flags & DECORATED_FLAG.NOT_EXTENSIBLE) Object.preventExtensions(object);
}

/** Reads a property into an object, and gives how many items it was. */
function readProperty(from: Source, object: object): number {
  const key = from.value();
  if (typeof key !== "string" && typeof key !== "symbol") {
    throw new Corruption("it has a property without a key");
  }
  const attributes = from.number("attributes");
  const shared = {
    enumerable: (attributes & ATTRIBUTE.ENUMERABLE) !== 0,
    configurable: (attributes & ATTRIBUTE.CONFIGURABLE) !== 0,
  };
  if ((attributes & ATTRIBUTE.ACCESSOR) === 0) {
    const writable = (attributes & ATTRIBUTE.WRITABLE) !== 0;
    defineChecked(object, key, { ...shared, value: from.value(), writable });
    return 3;
  }
  const get = from.value();
  const set = from.value();
  if (!isAccessor(get) || !isAccessor(set)) {
    throw new Corruption("it has an accessor that is not a function");
  }
  defineChecked(object, key, { ...shared, get, set });
  return 4;
}

function isAccessor(value: unknown): value is (() => unknown) | undefined {
  return value === undefined || typeof value === "function";
}

function defineChecked(object: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  checked(() => Object.defineProperty(object, key, descriptor), `the property ${String(key)}`);
}

function knownOf(from: Source): unknown {
  const number = from.number("a number");
  if (!from.known || !(number in from.known)) {
    throw new Corruption("it has code where only data may be");
  }
  return from.known[number];
}

function serializedOf(from: Source): object {
  const place = from.reserve();
  expect(from, 2, "an object");
  const id = from.unlisted();
  const data = from.value();
  const type = typeof id === "string"
    ? from.known ? from.known[Number(id)] : from.classes?.classOf(id)
    : undefined;
  const make: unknown = typeof type === "function" ? Reflect.get(type, DESERIALIZE) : undefined;
  if (typeof make === "function") {
    const made: unknown = checked(() => Reflect.apply(make, type, [data]), "an object");
    if (typeof made !== "object" || made === null) {
      throw new Corruption("it has an object whose class made none of it");
    }
    return from.remember(made, place);
  }
  const name = Array.isArray(id)
    ? String(id[0])
    : typeof type === "function"
    ? type.name
    : `class ${id}`;
  const object = { data };
  setTo(object, foreign(from, object, name));
  return from.remember(object, place);
}

/** Makes an object that has private members, and reads their values if they are there. */
function privateOf(from: Source): object {
  expect(from, 2, "an object");
  const id = from.value();
  if (typeof id === "number") {
    if (!from.maker) throw new Corruption("it has code where only data may be");
    const { maker } = from;
    const object = from.remember(checked(() => maker.create(from.known?.[id]), "an object"));
    if (from.value() !== null) throw new Corruption("it has private members out of place");
    return object;
  }
  const type = typeof id === "string" ? from.classes?.classOf(id) : undefined;
  const access = type && from.classes?.privatesOf?.(type);
  const object = from.remember(access ? access.create() : {});
  const values = from.value();
  if (!Array.isArray(values)) throw new Corruption("it has private members that are no list");
  if (access) checked(() => access.write(object, values), "private members");
  else setTo(object, foreign(from, object, `class ${String(id)}`));
  return object;
}

function expect(from: Source, items: number, what: string): void {
  if (from.items(what) !== items) throw new Corruption(`it has ${what} with parts missing`);
}
