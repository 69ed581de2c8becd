/**
 * What an object is at bottom: a plain object, an array, a Map, a Date, a view of bytes…
 *
 * Each kind gives the item of what makes it that kind. Whatever else the object has (other properties,
 * another prototype) is written after that, the same way for all kinds.
 *
 * @module
 */

import { types } from "node:util";
import { ERROR_CLASSES, errorClassOf } from "./error_classes.ts";
import { elementsOf, kindOf } from "./buffers_written.ts";
import { TAG } from "../bytes/tags.ts";
import { DECORATED_FLAG } from "./format.ts";
import { extendsPlatform } from "../../base/platform_classes.ts";
import { type Item, Tag } from "../bytes/items.ts";
import { platformName, takePlatform } from "./platform.ts";
import { dateItem, numberItem } from "./primitives.ts";
import { closedness, isSimple, keysBesideElements } from "./properties.ts";
import { classReference } from "./prototypes.ts";
import type { Sink } from "./sink.ts";
import { TransferPath } from "../../base/transfer_path.ts";
import { isPartOfPath, transferPathItem } from "./transfer_paths.ts";
import { refuseIfBound } from "./unsendable.ts";

/** What an object is at bottom. */
export interface Base {
  /** What an object of this kind inherits from when nothing was done to it. */
  readonly prototype: object;
  /** Whether properties made by assignment are written with the kind itself. */
  readonly takesSimple: boolean;
  /** The properties that may not belong to the kind; all of the object's own, if it is not given. */
  readonly keys?: readonly (string | symbol)[] | undefined;
  /** Whether a property belongs to what makes the kind, so that it is not written again. */
  skips(key: string | symbol): boolean;
  /** Gives the item of the kind; `simple` are the keys it was given, if it takes any. */
  item(simple: readonly string[]): Item;
}

/** Views of more bytes than this are not searched for properties that are not enumerable. */
const LARGE_VIEW = 512;

const getMapSize = Object.getOwnPropertyDescriptor(Map.prototype, "size")!.get!;
const getSetSize = Object.getOwnPropertyDescriptor(Set.prototype, "size")!.get!;

/** Finds out what an object is at bottom; throws a `Refusal` if it cannot leave its process. */
export function baseOf(value: object, prototype: object | null, encoder: Sink): Base {
  const isPlain = prototype === null || prototype === Object.prototype;
  if (!isPlain && prototype !== Array.prototype) {
    const withPrivates = privateBase(value, prototype, encoder);
    if (withPrivates) return withPrivates;
  }
  if (Array.isArray(value)) return arrayBase(value, encoder);
  const special = isPlain ? undefined : specialBase(value, prototype, encoder);
  if (special) return special;
  refuseIfBound(value, prototype);
  if (types.isArgumentsObject(value)) {
    // They arrive as an array: what makes them more than that are functions.
    const items = (): Item => encoder.items(Array.from(value as ArrayLike<unknown>));
    return base(Object.prototype, items, () => true);
  }
  const item = (simple: readonly string[]): Item => encoder.entries(value, simple);
  return { ...base(Object.prototype, item), takesSimple: true };
}

function base(
  prototype: object,
  item: Base["item"],
  skips: Base["skips"] = () => false,
  keys?: Base["keys"],
): Base {
  return { prototype, takesSimple: false, keys, skips, item };
}

/** An object that only its class can make, because it has private members. */
function privateBase(value: object, prototype: object, encoder: Sink): Base | undefined {
  const { hooks, classes } = encoder;
  if (hooks) {
    const number = hooks.maker(value);
    if (number === undefined) return undefined;
    return base(prototype, () => new Tag([number, null], TAG.PRIVATE));
  }
  const type: unknown = prototype.constructor;
  if (typeof type !== "function" || type.prototype !== prototype) return undefined;
  const access = classes?.privatesOf?.(type);
  // What such an object has of its own kind is written as ever, and its private members after that.
  if (!access || extendsPlatform(prototype)) return undefined;
  const reference = classReference(encoder, type);
  return reference && base(prototype, () => {
    const values = encoder.itemInside(access.read(value), "[private members]");
    return new Tag([reference, values], TAG.PRIVATE);
  });
}

function specialBase(value: object, prototype: object, encoder: Sink): Base | undefined {
  if (value instanceof Map && hasBrand(value, getMapSize)) return mapBase(value, encoder);
  if (value instanceof Set && hasBrand(value, getSetSize)) {
    const items = (): unknown[] => Array.from(Set.prototype.values.call(value));
    return base(Set.prototype, () => {
      return new Tag(encoder.itemsInside(items(), "[item of the Set]"), TAG.SET);
    });
  }
  if (ArrayBuffer.isView(value)) return viewBase(value, encoder);
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    const { prototype } = value instanceof ArrayBuffer ? ArrayBuffer : SharedArrayBuffer;
    return base(prototype, () => encoder.buffers.add(value));
  }
  if (value instanceof Error) return errorBase(value, encoder);
  if (value instanceof Date && hasBrand(value, Date.prototype.getTime)) {
    return base(Date.prototype, () => dateItem(value.getTime()));
  }
  if (value instanceof RegExp) {
    const item = (): Item => new Tag([encoder.item(value.source), value.flags], TAG.REGEXP);
    return base(RegExp.prototype, item, (key) => key === "lastIndex" && value.lastIndex === 0);
  }
  if (value instanceof URL) {
    // Its parts are kept under symbols of the platform's own.
    return base(
      URL.prototype,
      () => new Tag(value.href, TAG.URL),
      (key) => typeof key === "symbol",
    );
  }
  if (value instanceof TransferPath) {
    return base(TransferPath.prototype, () => transferPathItem(encoder, value), isPartOfPath);
  }
  return boxedBase(value, encoder) ?? platformBase(value, prototype, encoder);
}

function platformBase(value: object, prototype: object, encoder: Sink): Base | undefined {
  const platform = platformName(prototype);
  if (platform === undefined) return undefined;
  const parts = (): unknown[] => [platform, ...takePlatform(platform, value)];
  return base(prototype, () => new Tag(encoder.items(parts()), TAG.PLATFORM), () => true);
}

function arrayBase(value: unknown[], encoder: Sink): Base {
  const elements: string[] = [];
  const closed = closedness(value);
  const item = (): Item => {
    if (elements.length === value.length) return encoder.items(value);
    const parts: Item[] = [numberItem(value.length)];
    for (const key of elements) {
      parts.push(Number(key), encoder.itemInside(value[Number(key)], key));
    }
    return new Tag(parts, TAG.SPARSE);
  };
  return base(Array.prototype, item, (key) => {
    if (key === "length") {
      return (closed & DECORATED_FLAG.FROZEN) !== 0 ||
        Reflect.getOwnPropertyDescriptor(value, key)!.writable === true;
    }
    if (typeof key !== "string" || !isIndex(key)) return false;
    const isElement = isSimple(value, key, closed, true);
    if (isElement) elements.push(key);
    return isElement;
  });
}

function mapBase(value: Map<unknown, unknown>, encoder: Sink): Base {
  return base(Map.prototype, () => {
    const items = new Map<Item, Item>();
    for (const [key, inner] of Array.from(Map.prototype.entries.call(value))) {
      const keyItem = encoder.itemInside(key, "[key of the Map]");
      items.set(keyItem, encoder.itemInside(inner, `get(${show(key)})`));
    }
    return new Tag(items, TAG.MAP);
  });
}

function viewBase(value: ArrayBufferView, encoder: Sink): Base {
  const isLarge = value.byteLength > LARGE_VIEW && !(value instanceof DataView);
  return base(
    kindOf(value).prototype,
    () => encoder.buffers.addView(value),
    (key) => typeof key === "string" && isIndex(key),
    isLarge ? keysBesideElements(value, elementsOf(value)) : undefined,
  );
}

function errorBase(value: Error, encoder: Sink): Base {
  const name = errorClassOf(value);
  const stack = ownText(value, "stack");
  const isDOMException = name === "DOMException";
  const message = isDOMException ? value.message : ownText(value, "message");
  const kind = isDOMException ? value.name : undefined;
  const item = (): Item => {
    const parts: Record<string, Item> = { name };
    for (const [key, text] of Object.entries({ message, stack, kind })) {
      if (text !== undefined) parts[key] = encoder.item(text);
    }
    return new Tag(parts, TAG.ERROR);
  };
  return base(
    ERROR_CLASSES.get(name)!.prototype,
    item,
    (key) =>
      key === "stack" && stack !== undefined ||
      key === "message" && message !== undefined && !isDOMException ||
      isDOMException && typeof key === "symbol",
  );
}

/** The text of a property that errors have of their own, if it is one. */
function ownText(error: Error, key: "stack" | "message"): string | undefined {
  const descriptor = Reflect.getOwnPropertyDescriptor(error, key);
  if (!descriptor || descriptor.enumerable) return undefined;
  const accessed = key === "stack" ? error.stack : undefined;
  const value = "value" in descriptor ? descriptor.value : accessed;
  return typeof value === "string" ? value : undefined;
}

function boxedBase(value: object, encoder: Sink): Base | undefined {
  for (const type of [Number, String, Boolean, BigInt, Symbol]) {
    const unboxed = (): unknown => Reflect.apply(type.prototype.valueOf, value, []);
    if (!(value instanceof type) || !hasBrand(value, unboxed)) continue;
    const item = (): Item => new Tag(encoder.item(unboxed()), TAG.BOXED);
    return base(type.prototype, item, (key) => {
      return type === String && typeof key === "string" && (key === "length" || isIndex(key));
    });
  }
  return undefined;
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

function isIndex(key: string): boolean {
  const index = Number(key) >>> 0;
  return String(index) === key && index !== 0xffffffff;
}

function show(key: unknown): string {
  if (typeof key === "string") return JSON.stringify(key);
  return typeof key === "object" ? "…" : String(key);
}
