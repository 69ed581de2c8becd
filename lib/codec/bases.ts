/**
 * What an object is at bottom: a plain object, an array, a Map, a Date, a view of bytes…
 *
 * Each kind gives the item of what makes it that kind. Whatever else the object has (other properties, another
 * prototype) is written after that, the same way for all kinds.
 *
 * @module
 */

import { types } from "node:util";
import { ERROR_CLASSES, errorClassOf } from "./error_classes.ts";
import { elementsOf, kindOf } from "./buffers_written.ts";
import { TAG } from "./format.ts";
import { extendsPlatform } from "./globals.ts";
import { type Item, Tag } from "./items.ts";
import { platformName, takePlatform } from "./platform.ts";
import { dateItem, numberItem } from "./primitives.ts";
import { keysBesideElements } from "./properties.ts";
import { classReference } from "./prototypes.ts";
import type { Sink } from "./sink.ts";
import { refuseIfBound } from "./unsendable.ts";

/** What an object is at bottom. */
export interface Base {
  /** What an object of this kind inherits from when nothing was done to it. */
  readonly prototype: object;
  /** Whether properties made by assignment are written with the kind itself. */
  readonly takesSimple: boolean;
  /** Whether a property belongs to what makes the kind, so that it is not written again. */
  skips(key: string | symbol): boolean;
  /** The properties that may not belong to the kind; all of the object's own, if it is not given. */
  readonly keys?: readonly (string | symbol)[];
  /** Gives the item of the kind; `simple` are the keys it was given, if it takes any. */
  item(simple: readonly string[]): Item;
}

/** Views of more bytes than this are not searched for properties that are not enumerable. */
const LARGE_VIEW = 512;

const getMapSize = Object.getOwnPropertyDescriptor(Map.prototype, "size")!.get!;
const getSetSize = Object.getOwnPropertyDescriptor(Set.prototype, "size")!.get!;

/**
 * Finds out what an object is at bottom.
 *
 * @param value The object.
 * @param prototype What it inherits from.
 * @param encoder Where it will be written.
 * @returns Its kind.
 * @throws {Refusal} If it is of a kind that cannot leave its process.
 */
export function baseOf(value: object, prototype: object | null, encoder: Sink): Base {
  if (Array.isArray(value) && prototype === Array.prototype) return arrayBase(value, encoder);
  const withPrivates = privateBase(value, prototype, encoder);
  if (withPrivates) return withPrivates;
  if (Array.isArray(value)) return arrayBase(value, encoder);
  if (prototype !== null && prototype !== Object.prototype) {
    const special = specialBase(value, prototype, encoder);
    if (special) return special;
  }
  refuseIfBound(value, prototype);
  if (types.isArgumentsObject(value)) return argumentsBase(value, encoder);
  return {
    prototype: Object.prototype,
    takesSimple: true,
    skips: none,
    item: (simple) => encoder.entries(value, simple),
  };
}

/** An object that only its class can make, because it has private members. */
function privateBase(
  value: object,
  prototype: object | null,
  encoder: Sink,
): Base | undefined {
  if (prototype === null || prototype === Object.prototype) return undefined;
  const { hooks, classes } = encoder;
  const base = { prototype, takesSimple: false, skips: none };
  if (hooks) {
    const number = hooks.maker(value);
    return number === undefined ? undefined : {
      ...base,
      item: () => new Tag([number, null], TAG.PRIVATE),
    };
  }
  const type: unknown = prototype.constructor;
  if (typeof type !== "function" || type.prototype !== prototype) return undefined;
  const access = classes?.privatesOf?.(type);
  // What such an object has of its own kind is written as ever, and its private members after that.
  if (!access || extendsPlatform(prototype)) return undefined;
  const reference = classReference(encoder, type);
  return reference && {
    ...base,
    item() {
      const values = encoder.itemInside(access.read(value), "[private members]");
      return new Tag([reference, values], TAG.PRIVATE);
    },
  };
}

function specialBase(value: object, prototype: object, encoder: Sink): Base | undefined {
  if (value instanceof Map && hasBrand(value, getMapSize)) return mapBase(value, encoder);
  if (value instanceof Set && hasBrand(value, getSetSize)) return setBase(value, encoder);
  if (ArrayBuffer.isView(value)) return viewBase(value, encoder);
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return bufferBase(value, encoder);
  }
  if (value instanceof Error) return errorBase(value, encoder);
  if (value instanceof Date && hasBrand(value, Date.prototype.getTime)) {
    return leaf(Date.prototype, () => dateItem(value.getTime()));
  }
  if (value instanceof RegExp) return regexpBase(value, encoder);
  if (value instanceof URL) {
    return {
      ...leaf(URL.prototype, () => new Tag(value.href, TAG.URL)),
      // Its parts are kept under symbols of the platform's own.
      skips: (key) => typeof key === "symbol",
    };
  }
  const boxed = boxedBase(value, encoder);
  if (boxed) return boxed;
  const platform = platformName(prototype);
  if (platform === undefined) return undefined;
  return {
    ...leaf(prototype, () => {
      return new Tag(encoder.items([platform, ...takePlatform(platform, value)]), TAG.PLATFORM);
    }),
    skips: () => true,
  };
}

function arrayBase(value: unknown[], encoder: Sink): Base {
  const elements: string[] = [];
  return {
    prototype: Array.prototype,
    takesSimple: false,
    skips(key) {
      if (key === "length") return Reflect.getOwnPropertyDescriptor(value, key)!.writable === true;
      if (typeof key !== "string" || !isIndex(key)) return false;
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key)!;
      if (!descriptor.writable || !descriptor.enumerable || !descriptor.configurable) return false;
      elements.push(key);
      return true;
    },
    item() {
      if (elements.length === value.length) return encoder.items(value);
      const parts: Item[] = [numberItem(value.length)];
      for (const key of elements) {
        parts.push(Number(key), encoder.itemInside(value[Number(key)], key));
      }
      return new Tag(parts, TAG.SPARSE);
    },
  };
}

/** The arguments of a call arrive as an array: what makes them more than that are functions. */
function argumentsBase(value: ArrayLike<unknown> & object, encoder: Sink): Base {
  return {
    prototype: Object.prototype,
    takesSimple: false,
    skips: () => true,
    item: () => encoder.items(Array.from(value)),
  };
}

function mapBase(value: Map<unknown, unknown>, encoder: Sink): Base {
  return {
    prototype: Map.prototype,
    takesSimple: false,
    skips: none,
    item() {
      const items = new Map<Item, Item>();
      for (const [key, inner] of Array.from(Map.prototype.entries.call(value))) {
        const keyItem = encoder.itemInside(key, "[key of the Map]");
        items.set(keyItem, encoder.itemInside(inner, `get(${show(key)})`));
      }
      return new Tag(items, TAG.MAP);
    },
  };
}

function setBase(value: Set<unknown>, encoder: Sink): Base {
  return {
    prototype: Set.prototype,
    takesSimple: false,
    skips: none,
    item() {
      const items = Array.from(Set.prototype.values.call(value));
      return new Tag(encoder.itemsInside(items, "[item of the Set]"), TAG.SET);
    },
  };
}

function viewBase(value: ArrayBufferView, encoder: Sink): Base {
  return {
    prototype: kindOf(value).prototype,
    takesSimple: false,
    ...(value.byteLength > LARGE_VIEW && !(value instanceof DataView)
      ? { keys: keysBesideElements(value, elementsOf(value)) }
      : {}),
    skips: (key) => typeof key === "string" && isIndex(key),
    item: () => encoder.buffers.addView(value),
  };
}

function bufferBase(value: ArrayBufferLike, encoder: Sink): Base {
  return {
    prototype: value instanceof ArrayBuffer ? ArrayBuffer.prototype : SharedArrayBuffer.prototype,
    takesSimple: false,
    skips: none,
    item: () => encoder.buffers.add(value),
  };
}

function errorBase(value: Error, encoder: Sink): Base {
  const name = errorClassOf(value);
  const stack = ownText(value, "stack");
  const message = ownText(value, "message");
  const isDOMException = name === "DOMException";
  return {
    prototype: ERROR_CLASSES.get(name)!.prototype,
    takesSimple: false,
    skips: (key) =>
      key === "stack" && stack !== undefined || key === "message" && message !== undefined ||
      isDOMException && typeof key === "symbol",
    item() {
      const parts: Record<string, Item> = { name };
      if (isDOMException) parts.message = encoder.item(value.message);
      else if (message !== undefined) parts.message = encoder.item(message);
      if (stack !== undefined) parts.stack = encoder.item(stack);
      if (isDOMException) parts.kind = encoder.item(value.name);
      return new Tag(parts, TAG.ERROR);
    },
  };
}

/** The text of a property that errors have of their own, if it is one. */
function ownText(error: Error, key: "stack" | "message"): string | undefined {
  const descriptor = Reflect.getOwnPropertyDescriptor(error, key);
  if (!descriptor || descriptor.enumerable) return undefined;
  const value = "value" in descriptor
    ? descriptor.value
    : key === "stack"
    ? error.stack
    : undefined;
  return typeof value === "string" ? value : undefined;
}

function regexpBase(value: RegExp, encoder: Sink): Base {
  return {
    ...leaf(RegExp.prototype, () => {
      return new Tag([encoder.item(value.source), value.flags], TAG.REGEXP);
    }),
    skips: (key) => key === "lastIndex" && value.lastIndex === 0,
  };
}

function boxedBase(value: object, encoder: Sink): Base | undefined {
  for (const type of [Number, String, Boolean, BigInt, Symbol]) {
    if (!(value instanceof type)) continue;
    let inner: unknown;
    try {
      inner = Reflect.apply(type.prototype.valueOf, value, []);
    } catch (error) {
      if (error instanceof TypeError) continue;
      throw error;
    }
    return {
      ...leaf(type.prototype, () => new Tag(encoder.item(inner), TAG.BOXED)),
      skips: (key) =>
        type === String && typeof key === "string" && (key === "length" || isIndex(key)),
    };
  }
  return undefined;
}

function leaf(prototype: object, item: () => Item): Base {
  return { prototype, takesSimple: false, skips: none, item };
}

function hasBrand(value: object, method: () => unknown): boolean {
  try {
    Reflect.apply(method, value, []);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error; // where the stack is exhausted, nothing is known of the value
  }
}

function none(): boolean {
  return false;
}

function isIndex(key: string): boolean {
  const index = Number(key) >>> 0;
  return String(index) === key && index !== 0xffffffff;
}

function show(key: unknown): string {
  return typeof key === "string"
    ? JSON.stringify(key)
    : typeof key === "object"
    ? "…"
    : String(key);
}
