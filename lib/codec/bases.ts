/**
 * What an object is at bottom: a plain object, an array, a Map, a Date, a view of bytes…
 *
 * Each kind writes what makes it that kind. Whatever else the object has (other properties, another
 * prototype) is written after that, the same way for all kinds.
 *
 * @module
 */

import { types } from "node:util";
import { ERROR_CLASSES, errorClassOf } from "./error_classes.ts";
import { TAG, VIEW_KINDS } from "./format.ts";
import { extendsPlatform } from "./globals.ts";
import { platformName, takePlatform } from "./platform.ts";
import { keysBesideElements } from "./properties.ts";
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
  /** Writes the kind; `simple` are the keys it was given, if it takes any. */
  write(simple: readonly string[]): void;
}

/** Views of more bytes than this are not searched for properties that are not enumerable. */
const LARGE_VIEW = 512;

const getMapSize = Object.getOwnPropertyDescriptor(Map.prototype, "size")!.get!;
const getSetSize = Object.getOwnPropertyDescriptor(Set.prototype, "size")!.get!;
const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype);
const getTypedArrayTag = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)!.get!;
const getTypedArrayLength = Object.getOwnPropertyDescriptor(typedArray, "length")!.get!;

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
    write(simple) {
      encoder.entries(value, simple);
    },
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
      write(): void {
        encoder.tag(TAG.PRIVATE);
        encoder.array(2);
        encoder.head(0, number);
        encoder.null();
      },
    };
  }
  const type: unknown = prototype.constructor;
  if (typeof type !== "function" || type.prototype !== prototype) return undefined;
  const access = classes?.privatesOf?.(type);
  // What such an object has of its own kind is written as ever, and its private members after that.
  if (!access || extendsPlatform(prototype)) return undefined;
  const id = classes?.idOf(type);
  return id === undefined ? undefined : {
    ...base,
    write(): void {
      encoder.usesClasses = true;
      encoder.tag(TAG.PRIVATE);
      encoder.array(2);
      encoder.string(id);
      encoder.inside(() => encoder.value(access.read(value)), "[private members]");
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
    return leaf(Date.prototype, encoder, TAG.DATE, () => encoder.number(value.getTime()));
  }
  if (value instanceof RegExp) return regexpBase(value, encoder);
  if (value instanceof URL) {
    return {
      ...leaf(URL.prototype, encoder, TAG.URL, () => encoder.string(value.href)),
      // Its parts are kept under symbols of the platform's own.
      skips: (key) => typeof key === "symbol",
    };
  }
  const boxed = boxedBase(value, encoder);
  if (boxed) return boxed;
  const platform = platformName(prototype);
  if (platform === undefined) return undefined;
  return {
    ...leaf(prototype, encoder, TAG.PLATFORM, () => {
      encoder.items([platform, ...takePlatform(platform, value)]);
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
    write() {
      if (elements.length !== value.length) return encoder.sparse(value, elements);
      encoder.items(value);
    },
  };
}

/** The arguments of a call arrive as an array: what makes them more than that are functions. */
function argumentsBase(value: ArrayLike<unknown> & object, encoder: Sink): Base {
  return {
    prototype: Object.prototype,
    takesSimple: false,
    skips: () => true,
    write: () => encoder.items(Array.from(value)),
  };
}

function mapBase(value: Map<unknown, unknown>, encoder: Sink): Base {
  return {
    prototype: Map.prototype,
    takesSimple: false,
    skips: none,
    write() {
      const entries = Array.from(Map.prototype.entries.call(value));
      encoder.tag(TAG.MAP);
      encoder.head(5, entries.length);
      for (const [key, item] of entries) {
        encoder.inside(() => encoder.value(key), "[key of the Map]");
        encoder.inside(() => encoder.value(item), `get(${show(key)})`);
      }
    },
  };
}

function setBase(value: Set<unknown>, encoder: Sink): Base {
  return {
    prototype: Set.prototype,
    takesSimple: false,
    skips: none,
    write() {
      encoder.tag(TAG.SET);
      const items = Array.from(Set.prototype.values.call(value));
      encoder.inside(() => encoder.items(items), "[item of the Set]");
    },
  };
}

function viewBase(value: ArrayBufferView, encoder: Sink): Base {
  const { kind, prototype } = kindOf(value);
  return {
    prototype,
    takesSimple: false,
    ...(value.byteLength > LARGE_VIEW && !(value instanceof DataView)
      ? { keys: keysBesideElements(value, elementsOf(value)) }
      : {}),
    skips: (key) => typeof key === "string" && isIndex(key),
    write() {
      encoder.tag(TAG.VIEW);
      encoder.array(4);
      encoder.number(VIEW_KINDS.indexOf(kind));
      const start = writeBuffer(value.buffer, encoder, value);
      encoder.number(value.byteOffset - start);
      const toTheEnd = "resizable" in value.buffer && value.buffer.resizable === true &&
        value.byteOffset + value.byteLength === value.buffer.byteLength;
      if (toTheEnd) encoder.null();
      else if (value instanceof DataView) encoder.number(value.byteLength);
      else encoder.number(elementsOf(value));
    },
  };
}

/** How many elements a typed array has, whatever its class calls its length. */
function elementsOf(value: ArrayBufferView): number {
  return Reflect.apply(getTypedArrayLength, value, []);
}

function kindOf(value: ArrayBufferView): { kind: string; prototype: object } {
  if (value instanceof DataView) return { kind: "DataView", prototype: DataView.prototype };
  const buffer: unknown = Reflect.get(globalThis, "Buffer");
  if (typeof buffer === "function" && value instanceof buffer) {
    return { kind: "Buffer", prototype: buffer.prototype };
  }
  const kind: string = Reflect.apply(getTypedArrayTag, value, []);
  return { kind, prototype: Reflect.get(globalThis, kind).prototype };
}

function bufferBase(value: ArrayBufferLike, encoder: Sink): Base {
  return {
    prototype: value instanceof ArrayBuffer ? ArrayBuffer.prototype : SharedArrayBuffer.prototype,
    takesSimple: false,
    skips: none,
    write: () => void writeBuffer(value, encoder),
  };
}

/**
 * Writes a buffer, or as much of it as views look at.
 *
 * @returns Which byte of the buffer the written part starts at.
 */
function writeBuffer(
  buffer: ArrayBufferLike,
  encoder: Sink,
  seenBy?: ArrayBufferView,
): number {
  const window = encoder.windows.get(buffer);
  const whole = !seenBy || encoder.hooks !== undefined || isGrowing(buffer);
  // Eight bytes is the widest element: a window that starts at a multiple keeps views aligned.
  const from = whole
    ? 0
    : Math.min(seenBy.byteOffset - seenBy.byteOffset % 8, window?.from ?? Infinity);
  const to = whole
    ? buffer.byteLength
    : Math.max(seenBy.byteOffset + seenBy.byteLength, window?.to ?? 0);
  if (!window || from < window.from || to > window.to) {
    if (window) encoder.windowsGrew = true;
    encoder.windows.set(buffer, {
      from: Math.min(from, window?.from ?? from),
      to: Math.max(to, window?.to ?? to),
    });
  }
  const isOwn = seenBy === undefined;
  if (!isOwn && !encoder.meet(buffer)) {
    encoder.reference(buffer);
    return window?.from ?? 0;
  }
  const written = encoder.windows.get(buffer)!;
  encoder.tag(TAG.BUFFER);
  encoder.array(3);
  encoder.bytes(new Uint8Array(buffer, written.from, written.to - written.from));
  if (isGrowing(buffer)) encoder.number(buffer.maxByteLength);
  else encoder.null();
  encoder.boolean(!(buffer instanceof ArrayBuffer));
  return written.from;
}

function isGrowing(buffer: ArrayBufferLike): boolean {
  return buffer instanceof ArrayBuffer ? buffer.resizable : buffer.growable;
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
    write() {
      encoder.tag(TAG.ERROR);
      encoder.items(
        isDOMException ? [name, value.message, stack, value.name] : [name, message, stack],
      );
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
    ...leaf(RegExp.prototype, encoder, TAG.REGEXP, () => {
      encoder.items([value.source, value.flags, value.lastIndex]);
    }),
    skips: (key) => key === "lastIndex",
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
      ...leaf(type.prototype, encoder, TAG.BOXED, () => encoder.value(inner)),
      skips: (key) =>
        type === String && typeof key === "string" && (key === "length" || isIndex(key)),
    };
  }
  return undefined;
}

function leaf(
  prototype: object,
  encoder: Sink,
  tag: number,
  write: () => void,
): Base {
  return {
    prototype,
    takesSimple: false,
    skips: none,
    write() {
      encoder.tag(tag);
      write();
    },
  };
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
