/**
 * Reads what CBOR has no word of its own for.
 *
 * @module
 */

import type { AnyFunction } from "./class_registry.ts";
import { makeError } from "./error_classes.ts";
import { TAG } from "../bytes/tags.ts";
import { ATTRIBUTE, DECORATED_FLAG, DESERIALIZE } from "./format.ts";
import { bufferOf, isTypedArrayTag, typedArrayOf, viewOf } from "./buffers_read.ts";
import { checked, Corruption } from "../bytes/corruption.ts";
import type { Item } from "../bytes/items.ts";
import { makePlatform } from "./platform.ts";
import { bigintOf, dateOf, textOf } from "./primitives.ts";
import { define } from "./properties.ts";
import { transferPathOf } from "./transfer_paths.ts";
import { classOf, foreign, setPrototype, setTo } from "./prototypes.ts";
import type { Place, Source } from "./source.ts";

/** The longest array length JavaScript has. */
const MAX_LENGTH = 0xffffffff;

/** Reads what a tag is about. An object that holds others is remembered before these are read. */
type Reader = (from: Source, item: Item, place: Place) => unknown;

/**
 * Gives the value that a tag makes of an item.
 *
 * @param from Where values of other items are had.
 * @param tag The tag.
 * @param item The item.
 * @param place The number by which others refer to the value.
 * @returns The value.
 * @throws {Corruption} If the item does not go with the tag.
 */
export function readTagged(from: Source, tag: number, item: Item, place: Place): unknown {
  if (isTypedArrayTag(tag)) return typedArrayOf(tag, bytesOf(item));
  const read = READERS.get(tag);
  if (!read) throw new Corruption(`it has the tag ${tag}, which htmap does not know`);
  return read(from, item, place);
}

const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [TAG.DATE, (from, item) => dateOf(numberOf(from.value(item)) * 1000)],
  [TAG.DATE_TEXT, (_, item) => dateOf(stringOf(item))],
  [TAG.DAY, (from, item) => dateOf(numberOf(from.value(item)) * MILLISECONDS_OF_DAY)],
  [TAG.DAY_TEXT, (_, item) => dateOf(stringOf(item))],
  [TAG.OTHER_DATE, (from, item) => new Date(numberOf(from.value(item)))],
  [TAG.BIGINT, (_, item) => bigintOf(bytesOf(item))],
  [TAG.NEGATIVE_BIGINT, (_, item) => -1n - bigintOf(bytesOf(item))],
  [TAG.WTF8, (_, item) => textOf(bytesOf(item))],
  [TAG.URL, (_, item) => checked(() => new URL(stringOf(item)), "a URL")],
  [TAG.REGEXP, regexpOf],
  [TAG.BOXED, (from, item) => boxedOf(from.value(item))],
  [TAG.PLATFORM, platformOf],
  [TAG.BUFFER, (_, item) => bufferOf(item)],
  [TAG.VIEW, viewOf],
  [TAG.SYMBOL, symbolOf],
  [TAG.SET, setOf],
  [TAG.MAP, mapOf],
  [TAG.SPARSE, sparseOf],
  [TAG.ERROR, errorOf],
  [TAG.DECORATED, decoratedOf],
  [TAG.KNOWN, knownOf],
  [TAG.SERIALIZED, serializedOf],
  [TAG.PRIVATE, privateOf],
  [TAG.SAME, sameOf],
  [TAG.TRANSFER_PATH, transferPathOf],
]);

const MILLISECONDS_OF_DAY = 86_400_000;

function regexpOf(from: Source, item: Item): RegExp {
  const [source, flags = ""] = listOf(from, item, "a regular expression");
  return checked(() => new RegExp(stringOf(source), stringOf(flags)), "a regular expression");
}

function boxedOf(value: unknown): object {
  if (value === null || value === undefined || typeof value === "object") {
    throw new Corruption("it has something else where a boxed primitive should be");
  }
  return Object(value);
}

function platformOf(from: Source, item: Item): object {
  const [first, ...args] = listOf(from, item, "an object of the platform");
  const name = stringOf(first);
  return checked(() => makePlatform(name, args), `a ${name}`);
}

function symbolOf(from: Source, item: Item): symbol {
  const [form, name] = listOf(from, item, "a symbol");
  if (form === 0) return Symbol.for(stringOf(name));
  const key = stringOf(name);
  const symbol: unknown = Object.hasOwn(Symbol, key) ? Reflect.get(Symbol, key) : undefined;
  if (typeof symbol !== "symbol") throw new Corruption("it has an unknown symbol");
  return symbol;
}

function setOf(from: Source, item: Item, place: Place): Set<unknown> {
  const set = from.remember(new Set<unknown>(), place);
  // The list itself may be marked as shared: Python's cbor2 marks all of them, if it marks any.
  for (const inner of itemsOf(from.value(item), "a Set")) set.add(inner);
  return set;
}

function mapOf(from: Source, item: Item, place: Place): Map<unknown, unknown> {
  if (!(item instanceof Map)) throw new Corruption("it has something else where a Map should be");
  const map = from.remember(new Map<unknown, unknown>(), place);
  for (const [key, inner] of item) {
    const name = from.value(key);
    map.set(name, from.value(inner));
  }
  return map;
}

function sparseOf(from: Source, item: Item, place: Place): unknown[] {
  const array: unknown[] = from.remember([], place);
  const parts = itemsOf(item, "an array");
  const length = numberOf(parts[0]);
  if (!Number.isInteger(length) || length < 0 || length > MAX_LENGTH || parts.length % 2 === 0) {
    throw new Corruption("it has an array of no possible length");
  }
  // A length set far beyond what is there makes the array a table, which takes no room.
  array.length = length;
  for (let i = 1; i < parts.length; i += 2) {
    const index = numberOf(parts[i]);
    if (!Number.isInteger(index) || index < 0 || index >= length) {
      throw new Corruption("it has an array item outside the array");
    }
    array[index] = from.value(parts[i + 1]);
  }
  return array;
}

function errorOf(from: Source, item: Item): Error {
  const parts = from.value(item);
  if (typeof parts !== "object" || parts === null) {
    throw new Corruption("it has an error of nothing");
  }
  const { name, message = "", stack, kind = "" } = parts as Record<string, unknown>;
  const error = makeError(stringOf(name), stringOf(message), stringOf(kind));
  for (const [key, value] of Object.entries({ message, stack })) {
    const isBuiltIn = name === "DOMException" && key === "message";
    if (!(key in parts) || typeof value !== "string" || isBuiltIn) continue;
    Object.defineProperty(error, key, {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
  if (typeof stack !== "string") Reflect.deleteProperty(error, "stack");
  return error;
}

function decoratedOf(from: Source, item: Item, place: Place): object {
  const [base, prototype, flags, ...properties] = itemsOf(item, "an object");
  const object = from.value(base, place);
  if (typeof object !== "object" || object === null) {
    throw new Corruption("it has properties of something that is not an object");
  }
  // What others refer to is this object also where its kind alone would be made by a shared item.
  from.remember(object, place);
  const type = setPrototype(from, object, prototype);
  if (type && numberOf(flags) & DECORATED_FLAG.OWN_CLASS) {
    checked(() => define(object, "constructor", type), "the property constructor");
  }
  for (let at = 0; at < properties.length;) at += readProperty(from, object, properties, at);
  if (flags !== 0) checked(() => close(object, numberOf(flags)), "an object");
  return object;
}

function close(object: object, flags: number): void {
  if (flags & DECORATED_FLAG.FROZEN) Object.freeze(object);
  else if (flags & DECORATED_FLAG.SEALED) Object.seal(object);
  else if (flags & DECORATED_FLAG.NOT_EXTENSIBLE) Object.preventExtensions(object);
}

/**
 * Reads a property into an object: its key, its attributes, and its value or its two accessors.
 *
 * @param from Where values are had.
 * @param object The object.
 * @param items What has the property.
 * @param at Where it begins there.
 * @returns How many items it was.
 */
export function readProperty(
  from: Source,
  object: object,
  items: readonly Item[],
  at: number,
): number {
  const key = from.value(items[at]);
  if (typeof key !== "string" && typeof key !== "symbol") {
    throw new Corruption("it has a property without a key");
  }
  const attributes = numberOf(items[at + 1]);
  const shared = {
    enumerable: (attributes & ATTRIBUTE.ENUMERABLE) !== 0,
    configurable: (attributes & ATTRIBUTE.CONFIGURABLE) !== 0,
  };
  const isAccessor = (attributes & ATTRIBUTE.ACCESSOR) !== 0;
  const size = isAccessor ? 4 : 3;
  if (at + size > items.length) throw new Corruption("it has half a property");
  const first = from.value(items[at + 2]);
  if (isAccessor) {
    const [get, set] = [accessor(first), accessor(from.value(items[at + 3]))];
    defineChecked(object, key, { ...shared, get, set });
  } else {
    const writable = (attributes & ATTRIBUTE.WRITABLE) !== 0;
    defineChecked(object, key, { ...shared, value: first, writable });
  }
  return size;
}

function accessor(value: unknown): (() => unknown) | undefined {
  if (value === undefined || typeof value === "function") return value as () => unknown;
  throw new Corruption("it has an accessor that is not a function");
}

function defineChecked(object: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  checked(() => Object.defineProperty(object, key, descriptor), `the property ${String(key)}`);
}

function knownOf(from: Source, item: Item): unknown {
  const number = numberOf(item);
  if (!from.known || !(number in from.known)) {
    throw new Corruption("it has code where only data may be");
  }
  return from.known[number];
}

function serializedOf(from: Source, item: Item): object {
  const [reference, dataItem] = itemsOf(item, "an object");
  const data = from.value(dataItem);
  const { type, name } = from.known ? ofKnown(from.known, reference) : classOf(from, reference);
  const make: unknown = type && Reflect.get(type, DESERIALIZE);
  if (typeof make === "function") {
    const made: unknown = checked(() => Reflect.apply(make, type, [data]), "an object");
    if (typeof made === "object" && made !== null) return made;
    throw new Corruption("it has an object whose class made none of it");
  }
  const object = { data };
  setTo(object, foreign(from, object, name));
  return object;
}

/** The class that captured data names by its number. */
function ofKnown(known: readonly unknown[], item: Item): { type?: AnyFunction; name: string } {
  const type: unknown = Array.isArray(item) ? known[Number(item[0])] : undefined;
  return typeof type === "function" ? { type, name: type.name } : { name: String(item) };
}

/** Makes an object that has private members, and reads their values if they are there. */
/** What is here already; where it is not, its copy does. */
function sameOf(from: Source, item: Item, place: Place): unknown {
  const [id, copyItem] = itemsOf(item, "an object");
  // It is read in any case, for what follows may refer to what is in it.
  const copy = place === undefined ? from.value(copyItem) : from.value(copyItem, place);
  return from.classes?.sameOf?.(numberOf(id)) ?? copy;
}

function privateOf(from: Source, item: Item, place: Place): object {
  const [reference, valuesItem] = itemsOf(item, "an object");
  if (typeof reference === "number") {
    if (!from.maker) throw new Corruption("it has code where only data may be");
    const { maker } = from;
    return checked(() => maker.create(from.known?.[reference]), "an object");
  }
  const { type, name } = classOf(from, reference);
  const access = type && from.classes?.privatesOf?.(type);
  const object = from.remember(access ? access.create() : {}, place);
  const values = from.value(valuesItem);
  if (!Array.isArray(values)) throw new Corruption("it has private members that are no list");
  if (access) checked(() => access.write(object, values), "private members");
  else setTo(object, foreign(from, object, name));
  return object;
}

/** The items of an item that must be a list, before they are values. */
export function itemsOf(item: Item, what: string): Item[] {
  if (Array.isArray(item)) return item;
  throw new Corruption(`it has something else where ${what} should be`);
}

/** The values of an item that must be a list. */
function listOf(from: Source, item: Item, what: string): unknown[] {
  return itemsOf(item, what).map((one) => from.value(one));
}

function bytesOf(item: Item): Uint8Array {
  if (item instanceof Uint8Array) return item;
  throw new Corruption("it has something else where bytes should be");
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw new Corruption("it has something else where a number should be");
}

function stringOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Corruption("it has something else where a text should be");
}
