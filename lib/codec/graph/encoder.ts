/**
 * Values as items of CBOR: what they are made of, what refers to what, and what has a form of its own.
 *
 * @module
 */

import {
  type AnyFunction,
  classOfInstance,
  type ClassRegistry,
  ownsItsClass,
} from "./class_registry.ts";
import { MAX_DEPTH, TAG } from "../bytes/tags.ts";
import { ATTRIBUTE, DECORATED_FLAG, SERIALIZE } from "./format.ts";
import { baseOf } from "./bases.ts";
import { BuffersWritten } from "./buffers_written.ts";
import { type Item, Tag, writeItem } from "../bytes/items.ts";
import {
  attributesOf,
  classNameOf,
  closedness,
  define,
  hasHole,
  isDense,
  isKept,
  isSimple,
} from "./properties.ts";
import { classReference, prototypeItem } from "./prototypes.ts";
import { along, asUnwritable, Refusal, step, tooDeep } from "./refusal.ts";
import { Reference, Sharing } from "./sharing.ts";
import type { CaptureHooks, EncoderOptions, FilesSent, Sink } from "./sink.ts";
import { bigintItem, numberItem, symbolItem, textItem } from "./primitives.ts";

/** Arrays of primitives longer than this are not searched for properties of their own. */
const LONG_ARRAY = 16;

const toObject = Object.prototype;
const toArray = Array.prototype;

/** Makes items of values, remembering what it has met already. */
export class ValueEncoder implements Sink {
  usesClasses = false;
  readonly buffers: BuffersWritten;
  readonly classes: ClassRegistry | undefined;
  readonly hooks: CaptureHooks | undefined;
  readonly files: FilesSent | undefined;
  /** The way to what is being written; kept for the capture of functions only. */
  readonly #trail: string[] = [];
  /** The objects met so far, by which their items are found. */
  readonly #numbers = new Map<object, number>();
  readonly #items: Item[] = [];
  /** The numbers of the objects that were met again. */
  readonly #metAgain = new Set<number>();
  /** Objects that are saying how they travel; they have no item before they are done. */
  readonly #serializing = new Set<object>();
  #depth = 0;

  constructor(options: EncoderOptions) {
    this.classes = options.classes;
    this.hooks = options.hooks;
    this.files = options.files;
    this.buffers = new BuffersWritten(options.hooks !== undefined);
  }

  /** The way from the root to what is being written. */
  get path(): string[] {
    return this.#trail.slice(0, this.#depth);
  }

  /** Whether an object was met before, and has an item of its own. */
  hasMet(value: object): boolean {
    return this.#numbers.has(value);
  }

  /** Writes what {@linkcode item} gave, after which nothing more can be added. */
  write(item: Item): Uint8Array<ArrayBuffer> {
    const sharing = new Sharing(this.#items);
    for (const number of this.#metAgain) sharing.add(this.#items[number]);
    this.buffers.complete((item) => sharing.add(item));
    try {
      return writeItem(sharing.isNeeded ? sharing.written(item) : item);
    } catch (error) {
      throw asUnwritable(error);
    }
  }

  /**
   * Gives the item of a value.
   *
   * @param value Any value.
   * @returns The item.
   * @throws {Refusal} If it, or something in it, cannot be written.
   */
  item(value: unknown): Item {
    switch (typeof value) {
      case "string":
        return value.isWellFormed() ? value : textItem(value);
      case "number":
        return value >>> 0 === value && value !== 0 ? value : numberItem(value);
      case "boolean":
      case "undefined":
        return value;
      case "bigint":
        return bigintItem(value);
      default:
        return value === null ? null : this.#known(value as object | symbol);
    }
  }

  /** Gives the item of what may be known, and need not be data then. */
  #known(value: object | symbol): Item {
    const known = this.hooks?.known(value);
    if (known !== undefined) return new Tag(known, TAG.KNOWN);
    if (typeof value === "object") return this.#object(value);
    if (typeof value === "symbol") return this.#symbol(value);
    throw new Refusal(
      "it is a function, and only data can be sent here",
      "Let the mapped function itself use the function: what it uses travels with it",
    );
  }

  #symbol(value: symbol): Item {
    const id = this.classes?.sameIdOf?.(value);
    return id === undefined ? symbolItem(value) : this.#same(id, String(value));
  }

  /** Gives the item of what the other side has, too. */
  #same(id: number, item: Item): Tag {
    this.usesClasses = true;
    return new Tag([id, item], TAG.SAME);
  }

  #object(value: object): Item {
    if (this.#depth >= MAX_DEPTH) throw tooDeep();
    const prototype: unknown = Object.getPrototypeOf(value);
    const before = this.#numbers.get(value);
    if (before !== undefined) return this.#again(value, before);
    const number = this.#items.push(undefined) - 1;
    this.#numbers.set(value, number);
    this.#depth++;
    const item = this.hooks
      ? this.#captured(value, prototype as object | null, this.hooks)
      : prototype === toObject
      ? this.#plain(value)
      : prototype === toArray && Array.isArray(value)
      ? this.#array(value)
      : this.#other(value, prototype as object | null);
    this.#depth--;
    const isUsual = prototype === toObject || prototype === toArray;
    // What is plain and can be changed goes by value.
    const id = isUsual && Object.isExtensible(value) ? undefined : this.classes?.sameIdOf?.(value);
    return this.#items[number] = id === undefined ? item : this.#same(id, item);
  }

  /** Gives a reference to an object that was met before. */
  #again(value: object, number: number): Reference {
    if (this.#serializing.has(value)) {
      throw new Refusal(
        'what its [Symbol.for("htmap.serialize")] method returned holds the object itself',
        "Return data that does not lead back to it",
      );
    }
    this.#metAgain.add(number);
    return new Reference(number);
  }

  #plain(value: object): Item {
    if (!Object.isExtensible(value) || Object.getOwnPropertySymbols(value).length > 0) {
      return this.#decorated(value, toObject);
    }
    let copy: Record<string, Item>;
    try {
      copy = { ...value }; // each accessor is asked once
    } catch {
      return this.entries(value, Object.keys(value)); // which says where it cannot be read
    }
    return this.#withItems(copy);
  }

  entries(value: object, keys: readonly string[]): Item {
    const copy: Record<string, unknown> = {};
    for (const key of keys) {
      // Any object can be read by any key.
      const inner = this.#inside(() => (value as Record<string, unknown>)[key], key);
      define(copy, key, inner);
    }
    return this.#withItems(copy);
  }

  /** Puts items in the place of an object's values. */
  #withItems(object: Record<string, unknown>): Item {
    let isOdd = false;
    let key = "";
    try {
      for (key of Object.keys(object)) {
        if (this.hooks) this.#trail[this.#depth - 1] = key;
        const value = object[key];
        const item = this.item(value);
        if (item !== value) object[key] = item;
        isOdd ||= !key.isWellFormed();
      }
    } catch (error) {
      throw along(error, key);
    }
    return isOdd
      ? new Map(Object.entries(object).map(([key, item]) => [textItem(key), item]))
      : object;
  }

  #array(value: unknown[]): Item {
    if (!Object.isExtensible(value)) return this.#decorated(value, toArray);
    // Looking for other properties takes longer than writing what a long array of numbers holds.
    const isLong = value.length > LONG_ARRAY && typeof value[0] !== "object";
    if (isLong ? hasHole(value) : !isDense(value)) {
      return this.#decorated(value, toArray);
    }
    return this.items(value);
  }

  items(value: readonly unknown[]): Item[] {
    const items: Item[] = [...value];
    let at = 0;
    try {
      for (; at < items.length; at++) {
        if (this.hooks) this.#trail[this.#depth - 1] = `[${at}]`;
        const inner = items[at];
        const item = this.item(inner);
        if (item !== inner) items[at] = item;
      }
    } catch (error) {
      throw along(error, `[${at}]`);
    }
    return items;
  }

  #other(value: object, prototype: object | null): Item {
    const serialize: unknown = Reflect.get(value, SERIALIZE);
    if (typeof serialize === "function") {
      const type = classOfInstance(value, Object.getPrototypeOf(value), this.classes);
      const reference = classReference(this, type) ?? classNameOf(Object.getPrototypeOf(value));
      return this.#serialized(value, serialize, reference);
    }
    return this.#decorated(value, prototype);
  }

  #captured(value: object, prototype: object | null, hooks: CaptureHooks): Item {
    if (prototype !== toObject && prototype !== toArray && prototype !== null) {
      const serialize: unknown = Reflect.get(value, SERIALIZE);
      if (typeof serialize === "function") {
        const type: unknown = value.constructor;
        const number = typeof type === "function" ? hooks.known(type) : undefined;
        if (number !== undefined) return this.#serialized(value, serialize, [String(number)]);
      }
    }
    return this.#decorated(value, prototype);
  }

  /** Gives an object as what its kind has, and after that what it has more than its kind. */
  #decorated(value: object, prototype: object | null): Item {
    const base = baseOf(value, prototype, this);
    const simple: string[] = [];
    const rest: (string | symbol)[] = [];
    let flags = closedness(value);
    for (const key of base.keys ?? Reflect.ownKeys(value)) {
      if (base.skips(key)) continue;
      if (key === "constructor" && !this.hooks && ownsItsClass(value, prototype, this.classes)) {
        flags |= DECORATED_FLAG.OWN_CLASS;
        continue;
      }
      const isNext = base.takesSimple && rest.length === 0;
      if (isNext && isSimple(value, key, flags, this.hooks !== undefined)) simple.push(key);
      else if (this.hooks || isKept(value, key)) rest.push(key);
    }
    const item = base.item(simple);
    if (this.hooks && prototype !== toObject && prototype !== toArray) this.hooks.instance(value);
    if (prototype === base.prototype && rest.length === 0 && flags === 0) return item;
    const own = prototype === base.prototype
      ? undefined
      : prototypeItem(this, value, prototype, base.prototype === toObject);
    const parts: Item[] = [item, own, flags];
    for (const key of rest) {
      const write = (): Item[] => this.property(value, key);
      parts.push(...this.#inside(write, step(key)));
    }
    return new Tag(parts, TAG.DECORATED);
  }

  /**
   * Gives a property with its attributes.
   *
   * @param value The object.
   * @param key The property's key.
   * @returns The key, the attributes, and the value or the two accessors.
   */
  property(value: object, key: string | symbol): Item[] {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key)!;
    const attributes = attributesOf(descriptor);
    const name = this.item(key);
    if ("value" in descriptor) return [name, attributes, this.item(descriptor.value)];
    const accessors = [this.item(descriptor.get), this.item(descriptor.set)];
    return [name, attributes | ATTRIBUTE.ACCESSOR, ...accessors];
  }

  #serialized(value: object, serialize: AnyFunction, type: Item): Item {
    this.#serializing.add(value);
    const data: unknown = Reflect.apply(serialize, value, []);
    const item = new Tag([type, this.itemInside(data, "[htmap.serialize]()")], TAG.SERIALIZED);
    this.#serializing.delete(value);
    return item;
  }

  itemInside(value: unknown, stepInto: string): Item {
    return this.#inside(() => this.item(value), stepInto);
  }

  itemsInside(value: readonly unknown[], stepInto: string): Item[] {
    return this.#inside(() => this.items(value), stepInto);
  }

  /** Does something, adding a step to the path of a refusal. */
  #inside<T>(write: () => T, stepInto: string): T {
    this.#trail[this.#depth - 1] = stepInto;
    try {
      return write();
    } catch (error) {
      throw along(error, stepInto);
    }
  }
}
