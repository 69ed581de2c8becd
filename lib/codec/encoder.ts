/**
 * Writes values: what they are made of, what refers to what, and what has a word of its own.
 *
 * @module
 */

import {
  type AnyFunction,
  classOfInstance,
  type ClassRegistry,
  ownsItsClass,
} from "./class_registry.ts";
import { ATTRIBUTE, DECORATED_FLAG, MAX_DEPTH, SERIALIZE, SHAPES, TAG } from "./format.ts";
import { Numbering } from "./numbering.ts";
import {
  areSame,
  classNameOf,
  closedness,
  countItems,
  hasHole,
  isDense,
  isKept,
  isSimple,
  wellKnownName,
} from "./properties.ts";
import { along, Refusal, step, tooDeep } from "./refusal.ts";
import { baseOf } from "./bases.ts";
import { idOfClass, writePrototype } from "./prototypes.ts";
import type { CaptureHooks, EncoderOptions, Sink, Window } from "./sink.ts";
import { Writer } from "./cbor_writer.ts";

/** Arrays of primitives longer than this are not searched for properties of their own. */
const LONG_ARRAY = 16;

const toObject = Object.prototype;
const toArray = Array.prototype;

/** Writes values into a buffer, remembering what it has written already. */
export class ValueEncoder extends Writer implements Sink {
  /** Whether an instance of a class of the map was written. */
  usesClasses = false;
  /** Whether anything was referred back to. */
  usesReferences = false;
  /** The parts of buffers to write, of those that only views in part look at. */
  readonly windows: Map<object, Window> = new Map();
  /** Whether `windows` grew after it was used, so that all has to be written once more. */
  windowsGrew = false;

  readonly classes: ClassRegistry | undefined;
  readonly hooks: CaptureHooks | undefined;
  /** The way to what is being written; kept for the capture of functions only. */
  readonly trail: string[] = [];
  readonly #numbering = new Numbering();
  /** The keys of the object met last at each depth, by their number. */
  readonly #shapes: ({ keys: readonly string[]; number: number } | undefined)[] = [];
  #shapeCount = 0;
  /** Objects that are saying how they travel; they have no number before they are done. */
  readonly #serializing = new Set<object>();
  #depth = 0;

  constructor(options: EncoderOptions) {
    super();
    this.classes = options.classes;
    this.hooks = options.hooks;
  }

  /**
   * Writes a value.
   *
   * @param value Any value.
   * @throws {Refusal} If it, or something in it, cannot be written.
   */
  value(value: unknown): void {
    switch (typeof value) {
      case "string":
        return this.string(value);
      case "number":
        return this.number(value);
      case "boolean":
        return this.boolean(value);
      case "undefined":
        return this.undefined();
      case "bigint":
        return this.bigint(value);
      case "symbol":
        return this.#symbol(value);
      case "function":
        return this.#function(value);
      default:
        return value === null ? this.null() : this.#object(value as object);
    }
  }

  /** The way from the root to what is being written. */
  get path(): string[] {
    return this.trail.slice(0, this.#depth);
  }

  #object(value: object): void {
    if (++this.#depth > MAX_DEPTH) throw tooDeep();
    const prototype: unknown = Object.getPrototypeOf(value);
    if (this.hooks) this.#captured(value, prototype, this.hooks);
    else if (!this.#refers(value)) {
      if (prototype === toObject) this.#plain(value);
      else if (prototype === toArray && Array.isArray(value)) this.#array(value);
      else this.#other(value, prototype as object | null);
    }
    this.#depth--;
  }

  /** Writes a reference to an object that was met before; gives one that was not the next number. */
  #refers(value: object): boolean {
    const number = this.#numbering.numberOrNext(value);
    if (number === undefined) return false;
    if (this.#serializing.has(value)) {
      throw new Refusal(
        'what its [Symbol.for("htmap.serialize")] method returned holds the object itself',
        "Return data that does not lead back to it",
      );
    }
    if (this.windows.size > 0) this.#widen(value);
    this.#refer(number);
    return true;
  }

  /** Writes a reference to an object that was written before. */
  reference(value: object): void {
    this.#refer(this.#numbering.numberOf(value));
  }

  #refer(number: number): void {
    this.usesReferences = true;
    this.tag(TAG.REFERENCE);
    this.head(0, number);
  }

  /** Notes that a buffer, of which a part was written, is wanted whole. */
  #widen(value: object): void {
    const window = this.windows.get(value);
    const length: unknown = window && Reflect.get(value, "byteLength");
    if (!window || typeof length !== "number" || window.to - window.from >= length) return;
    this.windows.set(value, { from: 0, to: length });
    this.windowsGrew = true;
  }

  /**
   * Gives an object the next number, if it has none.
   *
   * @param value An object that is written as part of another.
   * @returns Whether it had none.
   */
  meet(value: object): boolean {
    return this.#numbering.numberOrNext(value) === undefined;
  }

  #plain(value: object): void {
    if (!Object.isExtensible(value) || Object.getOwnPropertySymbols(value).length > 0) {
      return this.#decorated(value, toObject);
    }
    const keys = Object.keys(value);
    if (keys.length >= 2 && keys.length <= SHAPES.KEYS && this.#record(value, keys)) return;
    this.entries(value, keys);
  }

  /** Writes an object whose keys are those of one that was met at the same depth, without them. */
  #record(value: object, keys: readonly string[]): boolean {
    const slot = this.#depth * (SHAPES.KEYS + 1) + keys.length;
    const shape = this.#shapes[slot];
    if (!shape || !areSame(shape.keys, keys)) {
      this.#shapes[slot] = { keys, number: -1 };
      return false;
    }
    if (shape.number < 0) {
      if (this.#shapeCount === SHAPES.COUNT) return false;
      shape.number = this.#shapeCount++;
      this.tag(TAG.SHAPE);
      this.array(2 * keys.length);
      for (const key of keys) this.string(key);
    } else {
      this.tag(TAG.RECORD);
      this.array(1 + keys.length);
      this.head(0, shape.number);
    }
    let at = 0;
    try {
      // Any object can be read by any key.
      for (; at < keys.length; at++) this.value((value as Record<string, unknown>)[keys[at]!]);
    } catch (error) {
      throw along(error, keys[at] ?? "");
    }
    return true;
  }

  /** Writes properties as a CBOR map. */
  entries(value: object, keys: readonly string[]): void {
    this.head(5, keys.length);
    let at = 0;
    try {
      for (; at < keys.length; at++) {
        const key = keys[at]!;
        this.string(key);
        if (this.hooks) this.trail[this.#depth - 1] = key;
        // Any object can be read by any key.
        this.value((value as Record<string, unknown>)[key]);
      }
    } catch (error) {
      throw along(error, keys[at] ?? "");
    }
  }

  #array(value: unknown[]): void {
    if (!Object.isExtensible(value)) return this.#decorated(value, toArray);
    // Looking for other properties takes longer than writing what a long array of numbers holds.
    const isLong = value.length > LONG_ARRAY && typeof value[0] !== "object";
    if (isLong ? hasHole(value) : !isDense(value)) {
      return this.#decorated(value, toArray);
    }
    this.items(value);
  }

  /** Writes an array with holes. */
  sparse(value: unknown[], keys: readonly string[]): void {
    this.tag(TAG.SPARSE);
    this.array(1 + 2 * keys.length);
    this.number(value.length);
    for (const key of keys) {
      this.number(Number(key));
      this.inside(() => this.value(value[Number(key)]), key);
    }
  }

  /** Writes the elements of an array, or of anything that looks like one. */
  items(value: readonly unknown[]): void {
    this.array(value.length);
    let at = 0;
    try {
      for (; at < value.length; at++) {
        if (this.hooks) this.trail[this.#depth - 1] = `[${at}]`;
        this.value(value[at]);
      }
    } catch (error) {
      throw along(error, `[${at}]`);
    }
  }

  #other(value: object, prototype: object | null): void {
    const serialize: unknown = Reflect.get(value, SERIALIZE);
    if (typeof serialize === "function") return this.#serialized(value, serialize);
    this.#decorated(value, prototype);
  }

  #captured(value: object, prototype: unknown, hooks: CaptureHooks): void {
    const known = hooks.known(value);
    if (known !== undefined) {
      this.tag(TAG.KNOWN);
      return this.head(0, known);
    }
    if (this.#refers(value)) return;
    if (prototype !== toObject && prototype !== toArray && prototype !== null) {
      const serialize: unknown = Reflect.get(value, SERIALIZE);
      if (typeof serialize === "function") {
        const type: unknown = value.constructor;
        const number = typeof type === "function" ? hooks.known(type) : undefined;
        if (number !== undefined) return this.#serializedAs(value, serialize, String(number));
      }
    }
    this.#decorated(value, prototype as object | null);
  }

  /** Writes an object as what its kind has, and after that what it has more than its kind. */
  #decorated(value: object, prototype: object | null): void {
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
      if (base.takesSimple && rest.length === 0 && isSimple(value, key, this.hooks !== undefined)) {
        simple.push(key);
      } else if (this.hooks || isKept(value, key)) rest.push(key);
    }
    const plain = prototype === base.prototype && rest.length === 0 && flags === 0;
    if (!plain) {
      this.tag(TAG.DECORATED);
      this.array(3 + countItems(value, rest));
    }
    base.write(simple);
    if (this.hooks && prototype !== toObject && prototype !== toArray) this.hooks.instance(value);
    if (plain) return;
    if (prototype === base.prototype) this.undefined();
    else writePrototype(this, value, prototype, base.prototype === toObject);
    this.head(0, flags);
    for (const key of rest) this.inside(() => this.property(value, key), step(key));
  }

  /** Writes one property with its attributes. */
  property(value: object, key: string | symbol): void {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key)!;
    this.value(key);
    const attributes = (descriptor.writable ? ATTRIBUTE.WRITABLE : 0) |
      (descriptor.enumerable ? ATTRIBUTE.ENUMERABLE : 0) |
      (descriptor.configurable ? ATTRIBUTE.CONFIGURABLE : 0);
    if ("value" in descriptor) {
      this.head(0, attributes);
      return this.value(descriptor.value);
    }
    this.head(0, attributes | ATTRIBUTE.ACCESSOR);
    this.value(descriptor.get);
    this.value(descriptor.set);
  }

  #serialized(value: object, serialize: AnyFunction): void {
    const prototype: object = Object.getPrototypeOf(value);
    const id = idOfClass(this, classOfInstance(value, prototype, this.classes));
    this.#serializedAs(value, serialize, id ?? [classNameOf(prototype)]);
  }

  #serializedAs(value: object, serialize: AnyFunction, id: string | [string]): void {
    this.#serializing.add(value);
    this.tag(TAG.SERIALIZED);
    this.array(2);
    if (typeof id !== "string") this.array(1);
    this.string(typeof id === "string" ? id : id[0]);
    const data: unknown = Reflect.apply(serialize, value, []);
    this.inside(() => this.value(data), "[htmap.serialize]()");
    this.#serializing.delete(value);
  }

  #symbol(value: symbol): void {
    const known = this.hooks?.known(value);
    if (known !== undefined) {
      this.tag(TAG.KNOWN);
      return this.head(0, known);
    }
    const key = Symbol.keyFor(value);
    const name = key === undefined ? wellKnownName(value) : undefined;
    if (key === undefined && name === undefined) {
      throw new Refusal(
        `${String(value)} is a symbol that exists in this process only`,
        "Use Symbol.for(…), which every process knows",
      );
    }
    this.tag(TAG.SYMBOL);
    this.array(2);
    this.head(0, key === undefined ? 1 : 0);
    this.string(key ?? name ?? "");
  }

  #function(value: object): void {
    const known = this.hooks?.known(value);
    if (known === undefined) {
      throw new Refusal(
        "it is a function, and only data can be sent here",
        "Let the mapped function itself use the function: what it uses travels with it",
      );
    }
    this.tag(TAG.KNOWN);
    this.head(0, known);
  }

  /** Does something, adding a step to the path of a refusal. */
  inside(write: () => void, stepInto: string): void {
    this.trail[this.#depth - 1] = stepInto;
    try {
      write();
    } catch (error) {
      throw along(error, stepInto);
    }
  }
}
