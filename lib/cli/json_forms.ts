/**
 * What each kind of value is in JSON, one level deep: the forms that `json_values.ts` lists.
 *
 * @module
 */

import { TransferPath } from "../base/transfer_path.ts";

/** A list in JSON; its items are values of any kind, or forms. */
export class JsonList {
  /**
   * @param length How many items there are.
   * @param items The items.
   */
  constructor(readonly length: number, readonly items: Iterable<unknown>) {}
}

/** A field of an object in JSON. */
export type JsonField = readonly [key: string, value: unknown];

/** An object in JSON; what its fields hold are values of any kind, or forms. */
export class JsonObject {
  /** @param fields The fields, in order. */
  constructor(readonly fields: Iterable<JsonField>) {}
}

/** Bytes, which in JSON are text in base64. */
export class JsonBytes {
  /** @param bytes The bytes. */
  constructor(readonly bytes: Uint8Array) {}
}

/** What a value is in JSON, one level deep. */
export type JsonForm = null | boolean | number | string | JsonList | JsonObject | JsonBytes;

/** Bytes that are written as base64. */
export const BINARY = { ArrayBuffer, Uint8Array, Uint8ClampedArray, DataView } as const;

/** Arrays of numbers that are written as lists. */
export const NUMERIC = {
  Int8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

/** The kinds of values that have a form which can be read back. */
const READABLE = [
  ...[
    "undefined",
    "number",
    "bigint",
    "date",
    "map",
    "set",
    "regexp",
    "url",
    "path",
    "file",
    "error",
  ],
  ...Object.keys(BINARY),
  ...Object.keys(NUMERIC),
];

const FORM = new RegExp(`^\\$+(?:${[...READABLE, "cycle"].join("|")})$`);

/**
 * Tells whether an object looks like a form.
 *
 * @param object The object.
 * @returns Its one key, if that is one of a form, with any number of `$`.
 */
export function formKey(object: object): string | undefined {
  const keys = Object.keys(object);
  const [key = ""] = keys;
  return keys.length === 1 && FORM.test(key) ? key : undefined;
}

/**
 * Makes the form of what is to be marked as something that JSON lacks.
 *
 * @param name The form's name, such as `"date"`.
 * @param content What it holds: a value, or a form.
 * @returns The form.
 */
export function marked(name: string, content: unknown): JsonObject {
  return new JsonObject([[`$${name}`, content]]);
}

/** @returns Whether something is a form, and not a value that has one. */
export function isForm(value: object): value is JsonList | JsonObject | JsonBytes {
  return value instanceof JsonList || value instanceof JsonObject || value instanceof JsonBytes;
}

/**
 * Finds out what a value is in JSON, one level deep.
 *
 * @param value Any value, or a form, which it then is.
 * @returns Its form.
 */
export function formOf(value: unknown): JsonForm {
  switch (typeof value) {
    case "undefined":
      return marked("undefined", true);
    case "number":
      if (Object.is(value, -0)) return marked("number", "-0");
      return Number.isFinite(value) ? value : marked("number", String(value));
    case "bigint":
      return marked("bigint", String(value));
    case "symbol":
    case "function":
      return marked("text", String(value)); // only to be looked at: nothing brings it back
    case "object":
      return value === null || isForm(value) ? value : formOfObject(value);
    case "string":
    case "boolean":
      return value;
  }
}

function formOfObject(value: object): JsonForm {
  if (Array.isArray(value)) return listOf(value);
  if (Object.getPrototypeOf(value) === Object.prototype) return escaped(value); // as most are
  if (value instanceof Date) {
    return marked("date", isNaN(value.getTime()) ? null : value.toISOString());
  }
  if (value instanceof Map) {
    const pairs = value.entries().map((pair) => new JsonList(2, pair));
    return marked("map", new JsonList(value.size, pairs));
  }
  if (value instanceof Set) return marked("set", new JsonList(value.size, value));
  if (value instanceof RegExp) return marked("regexp", listOf([value.source, value.flags]));
  if (value instanceof URL) return marked("url", value.href);
  if (value instanceof TransferPath) {
    return marked(value.asText ? "file" : "path", value.toString());
  }
  if (value instanceof Error) return marked("error", new JsonObject(errorFields(value)));
  const isBinary = ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
  return (isBinary ? binaryForm(value) : undefined) ?? escaped(value);
}

/** What loops over an array takes holes for items, too. */
function listOf(array: readonly unknown[]): JsonList {
  return new JsonList(array.length, array);
}

function binaryForm(value: object): JsonObject | undefined {
  for (const [name, constructor] of Object.entries(BINARY)) {
    if (!(value instanceof constructor)) continue;
    const bytes = value instanceof ArrayBuffer
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return marked(name, new JsonBytes(bytes));
  }
  for (const [name, constructor] of Object.entries(NUMERIC)) {
    if (value instanceof constructor) return marked(name, new JsonList(value.length, value));
  }
  return undefined;
}

function errorFields(error: Error): Map<string, unknown> {
  const { name, message } = error;
  const fields = new Map<string, unknown>(Object.entries(error));
  fields.set("name", name).set("message", message);
  return "cause" in error ? fields.set("cause", error.cause) : fields;
}

/** An object of the user's that looks like a form has one more `$`. */
function escaped(value: object): JsonObject {
  const key = formKey(value);
  return new JsonObject(
    key === undefined ? Object.entries(value) : [[`$${key}`, Reflect.get(value, key)]],
  );
}
