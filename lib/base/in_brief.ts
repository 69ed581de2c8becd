/**
 * Values in a few lines, whatever they are: for reports, which say with what a function was called.
 *
 * Nothing of the value's own is run for that: no getter, no method, no trap of a proxy. What is there is
 * looked at by the engine's own means.
 *
 * @module
 */

import { types } from "node:util";
import { TransferPath } from "./transfer_path.ts";

/** How much of a value is shown. */
const LIMITS = {
  /** Objects within objects. */
  depth: 3,
  /** Items of an array, a set or a map. */
  items: 6,
  /** Properties of an object. */
  properties: 12,
  /** Characters of a text, */
  text: 300,
  /** and of one that is part of something. */
  innerText: 60,
  /** Parts of the whole value. */
  parts: 60,
  /** Characters of a line, before a value is spread over several. */
  line: 84,
} as const;

/** A name that needs no quotation marks as a property. */
const PLAIN_NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
/** Numbers of more digits than this are told by how many there are. */
const MOST_DIGITS = 40;

/** What a path of a file consists of. */
const PATH_PARTS = ["path", "protocol", "location", "query"] as const;

/** The engine's own means: a function that is called may have changed those that all code sees. */
const { apply, getPrototypeOf, getOwnPropertyDescriptor, ownKeys } = Reflect;
const typedArray: object = getPrototypeOf(Uint8Array.prototype) ?? {};
const getter = (of: object, key: PropertyKey): () => unknown =>
  getOwnPropertyDescriptor(of, key)?.get ?? (() => undefined);
const kindOf = getter(typedArray, Symbol.toStringTag);
const lengthOf = getter(typedArray, "length");
const bytesOf = getter(ArrayBuffer.prototype, "byteLength");
const sharedBytesOf = getter(SharedArrayBuffer.prototype, "byteLength");
const sizeOf = { map: getter(Map.prototype, "size"), set: getter(Set.prototype, "size") };
const hrefOf = getter(URL.prototype, "href");
const entriesOf = Map.prototype.entries;
const valuesOf = Set.prototype.values;
const timeOf = Date.prototype.getTime;
const isoOf = Date.prototype.toISOString;
const patternOf = RegExp.prototype.toString;
const sourceOf = Function.prototype.toString;

/**
 * Shows a value in brief. It never throws, and runs nothing of the value's own.
 *
 * @param value The value.
 * @returns Text much like that of `Deno.inspect`, of one line or a few: what is long, deep or has many parts
 *   is shown by its beginning, and by how much there is.
 */
export function inBrief(value: unknown): string {
  try {
    return new Brief().text(value, 0);
  } catch {
    return "(it cannot be shown)"; // what is needed for that is not as it should be
  }
}

/** One value on its way into text. */
class Brief {
  /** How many parts may still be shown. */
  #left = LIMITS.parts;
  /** The objects that what is shown now is in. */
  readonly #around: object[] = [];

  text(value: unknown, depth: number): string {
    this.#left--;
    switch (typeof value) {
      case "string":
        return quoted(value, depth === 0 ? LIMITS.text : LIMITS.innerText);
      case "bigint":
        return bigintText(value);
      case "number":
        return Object.is(value, -0) ? "-0" : `${value}`;
      case "symbol":
        return value.toString();
      case "function":
        return functionText(value);
      case "object":
        return value === null ? "null" : this.#objectText(value, depth);
      default:
        return `${value}`;
    }
  }

  #objectText(value: object, depth: number): string {
    if (types.isProxy(value)) return "[Proxy]";
    const whole = wholeText(value);
    if (whole !== undefined) return whole;
    if (this.#around.includes(value)) return "[Circular]";
    this.#around.push(value);
    try {
      return this.#partsText(value, depth);
    } finally {
      this.#around.pop();
    }
  }

  #partsText(value: object, depth: number): string {
    const isDeep = depth >= LIMITS.depth || this.#left <= 0;
    if (types.isTypedArray(value)) {
      const length = Number(apply(lengthOf, value, []));
      const title = `${apply(kindOf, value, [])}(${length})`;
      return isDeep ? title : this.#listText(title, value, length, depth);
    }
    if (Array.isArray(value)) {
      const { length } = value;
      const title = `Array(${length})`;
      if (isDeep && length > 0) return `[${title}]`;
      return this.#listText(length > LIMITS.items ? title : "", value, length, depth);
    }
    if (types.isMap(value)) return this.#mapText(value, depth, isDeep);
    if (types.isSet(value)) return this.#setText(value, depth, isDeep);
    return this.#plainText(value, depth, isDeep);
  }

  #mapText(value: ReadonlyMap<unknown, unknown>, depth: number, isDeep: boolean): string {
    const size = Number(apply(sizeOf.map, value, []));
    const title = `Map(${size})`;
    if (isDeep) return title;
    const parts: string[] = [];
    for (const [key, item] of apply(entriesOf, value, []) as Iterable<[unknown, unknown]>) {
      if (parts.length >= LIMITS.items || this.#left <= 0) break;
      parts.push(`${this.text(key, depth + 1)} => ${this.text(item, depth + 1)}`);
    }
    return framed(title, "{}", parts, size - parts.length);
  }

  #setText(value: ReadonlySet<unknown>, depth: number, isDeep: boolean): string {
    const size = Number(apply(sizeOf.set, value, []));
    const title = `Set(${size})`;
    if (isDeep) return title;
    const parts: string[] = [];
    for (const item of apply(valuesOf, value, []) as Iterable<unknown>) {
      if (parts.length >= LIMITS.items || this.#left <= 0) break;
      parts.push(this.text(item, depth + 1));
    }
    return framed(title, "{}", parts, size - parts.length);
  }

  #listText(title: string, list: object, length: number, depth: number): string {
    const parts: string[] = [];
    for (let i = 0; i < length && parts.length < LIMITS.items && this.#left > 0; i++) {
      const part = getOwnPropertyDescriptor(list, i);
      parts.push(part ? this.#propertyText(part, depth) : "<empty>");
    }
    return framed(title, "[]", parts, length - parts.length);
  }

  #plainText(value: object, depth: number, isDeep: boolean): string {
    const name = className(value);
    const title = name === "Object" ? "" : name ?? "[Object: null prototype]";
    const keys = ownKeys(value).filter((key) => getOwnPropertyDescriptor(value, key)?.enumerable);
    if (isDeep && keys.length > 0) return `[${name ?? "Object"}]`;
    const parts: string[] = [];
    for (const key of keys) {
      if (parts.length >= LIMITS.properties || this.#left <= 0) break;
      const property = getOwnPropertyDescriptor(value, key);
      if (property) parts.push(`${keyText(key)}: ${this.#propertyText(property, depth)}`);
    }
    return framed(title, "{}", parts, keys.length - parts.length);
  }

  #propertyText(property: PropertyDescriptor, depth: number): string {
    if (property.get) return property.set ? "[Getter/Setter]" : "[Getter]";
    if (property.set) return "[Setter]";
    return this.text(property.value, depth + 1);
  }
}

/** What is no container; `undefined` for what is one. */
function wholeText(value: object): string | undefined {
  if (types.isDate(value)) {
    const isValid = !Number.isNaN(apply(timeOf, value, []));
    return isValid ? String(apply(isoOf, value, [])) : "Invalid Date";
  }
  if (types.isRegExp(value)) return cut(String(apply(patternOf, value, [])), LIMITS.text);
  if (types.isNativeError(value)) return errorInBrief(value);
  if (types.isArrayBuffer(value)) return `ArrayBuffer(${apply(bytesOf, value, [])})`;
  if (types.isSharedArrayBuffer(value)) {
    return `SharedArrayBuffer(${apply(sharedBytesOf, value, [])})`;
  }
  if (types.isDataView(value)) return "DataView";
  if (types.isPromise(value)) return "Promise";
  if (isOfPlatform(value, URL.prototype)) {
    return `URL ${quoted(String(apply(hrefOf, value, [])), LIMITS.text)}`;
  }
  if (isOfPlatform(value, TransferPath.prototype)) return transferPathText(value);
  if (types.isBoxedPrimitive(value)) return `[${className(value) ?? "Object"}]`;
  return undefined;
}

function errorInBrief(error: Error): string {
  const own: unknown = getOwnPropertyDescriptor(error, "message")?.value;
  const name = className(error) ?? "Error";
  return typeof own === "string" && own !== "" ? `${name}: ${cut(own, LIMITS.text)}` : name;
}

function functionText(value: object): string {
  if (types.isProxy(value)) return "[Proxy]";
  const isClass = String(apply(sourceOf, value, [])).startsWith("class");
  const name: unknown = getOwnPropertyDescriptor(value, "name")?.value;
  const known = typeof name === "string" && name !== "" ? cut(name, LIMITS.innerText) : undefined;
  if (isClass) return known === undefined ? "[class]" : `[class ${known}]`;
  return known === undefined ? "[Function]" : `[Function: ${known}]`;
}

/** A path is shown as it is written, and not by what it is made of. */
function transferPathText(value: object): string {
  const [path = "", protocol, location = "", query = ""] = PATH_PARTS.map((name) => {
    const part: unknown = getOwnPropertyDescriptor(value, name)?.value;
    return part === undefined ? undefined : String(part);
  });
  const text = protocol === undefined ? path : `${protocol}://${location}/${path}${query}`;
  return `TransferPath(${quoted(text, LIMITS.text)})`;
}

/** Whether an object is of a class of the platform, or of htmap. */
function isOfPlatform(value: object, prototype: object): boolean {
  for (let of: object | null = value; of !== null; of = getPrototypeOf(of)) {
    if (types.isProxy(of)) return false; // it would be asked for what comes next
    if (of === prototype) return of !== value;
  }
  return false;
}

/** The name of an object's class, as far as that is told without running anything. */
function className(value: object): string | undefined {
  for (let of = getPrototypeOf(value); of !== null; of = getPrototypeOf(of)) {
    if (types.isProxy(of)) return "Object";
    const type: unknown = getOwnPropertyDescriptor(of, "constructor")?.value;
    if (typeof type !== "function" || types.isProxy(type)) continue;
    const name: unknown = getOwnPropertyDescriptor(type, "name")?.value;
    if (typeof name === "string" && name !== "") return cut(name, LIMITS.innerText);
  }
  return undefined;
}

function keyText(key: PropertyKey): string {
  if (typeof key === "symbol") return `[${key.toString()}]`;
  const text = String(key);
  return PLAIN_NAME.test(text) && text.length <= LIMITS.innerText
    ? text
    : quoted(text, LIMITS.innerText);
}

/** The parts of a value, on one line if they fit there. */
function framed(title: string, brackets: string, parts: readonly string[], more: number): string {
  const [open = "", close = ""] = brackets;
  const before = title === "" ? "" : `${title} `;
  const all = more > 0 ? [...parts, `… ${more} more`] : parts;
  if (all.length === 0) return `${before}${open}${close}`;
  const isList = brackets === "[]";
  const line = `${before}${open}${isList ? "" : " "}${all.join(", ")}${isList ? "" : " "}${close}`;
  if (line.length <= LIMITS.line && !line.includes("\n")) return line;
  const lines = all.map((part) => `  ${part.replaceAll("\n", "\n  ")}`);
  return `${before}${open}\n${lines.join(",\n")},\n${close}`;
}

function quoted(text: string, most: number): string {
  if (text.length <= most) return JSON.stringify(text);
  return `${JSON.stringify(beginning(text, most))}… (${text.length} characters)`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${beginning(text, most)}… (${text.length} characters)`;
}

/** The first characters of a text, of which none is cut in two. */
function beginning(text: string, most: number): string {
  const isHalf = /[\uD800-\uDBFF]/.test(text[most - 1] ?? "");
  return text.slice(0, isHalf ? most - 1 : most);
}

function bigintText(value: bigint): string {
  // Writing a number of a million digits takes its time; in base 16 it does not.
  const hexadecimal = value.toString(16);
  if (hexadecimal.length <= 1000) {
    const decimal = value.toString();
    if (decimal.length <= MOST_DIGITS) return `${decimal}n`;
    return `${decimal.slice(0, 20)}…n (${decimal.length} digits)`;
  }
  return `0x${hexadecimal.slice(0, 20)}…n (${hexadecimal.length} hexadecimal digits)`;
}
