/**
 * Values as JSON, with a form of its own for each kind of value that JSON lacks.
 *
 * Such a form is an object with one key, which begins with `$`:
 *
 * | value | form |
 * | --- | --- |
 * | `undefined`, a hole of an array | `{"$undefined": true}` |
 * | `NaN`, `Infinity`, `-Infinity`, `-0` | `{"$number": "NaN"}` … |
 * | `12n` | `{"$bigint": "12"}` |
 * | a `Date` | `{"$date": "2024-01-31T12:00:00.000Z"}`; an invalid one has `null` |
 * | a `Map` | `{"$map": [[key, value], …]}` |
 * | a `Set` | `{"$set": [value, …]}` |
 * | a `RegExp` | `{"$regexp": ["source", "flags"]}` |
 * | a `URL` | `{"$url": "https://…"}` |
 * | a `TransferPath` | `{"$path": "data/a.csv"}`, or its URL; `{"$file": …}` of one that a function gets as text |
 * | an `ArrayBuffer`, `Uint8Array`, `DataView` … | `{"$Uint8Array": "base64"}` … |
 * | any other typed array | `{"$Float64Array": [number, …]}` … |
 * | an `Error` | `{"$error": {"name": …, "message": …, "cause": …, own fields …}}` |
 * | an object within itself | `{"$cycle": 1}`: how many levels up it is |
 *
 * An object of the user's that looks like such a form has one more `$`. An instance of a class is
 * written as its fields.
 *
 * @module
 */

import { pathFromText } from "../base/transfer_path.ts";
import {
  BINARY,
  formKey,
  formOf,
  isForm,
  JsonBytes,
  JsonList,
  JsonObject,
  NUMERIC,
} from "./json_forms.ts";

/** What makes a value of the content of its form. */
const READERS: Record<string, (content: unknown) => unknown> = {
  undefined: () => undefined,
  number: readNumber,
  bigint: readBigInt,
  date: (text) => new Date(text === null ? NaN : time(text)),
  map: (entries) => new Map(list(entries).map((entry) => pair(list(entry).map(fromJson)))),
  set: (values) => new Set(list(values).map(fromJson)),
  regexp: (parts) => new RegExp(...pair(list(parts).map(String))),
  url: (text) => new URL(String(text)),
  path: (text) => pathFromText(String(text)),
  file: (text) => pathFromText(String(text), { asText: true }),
  error: readError,
  ...Object.fromEntries(
    Object.entries(BINARY).map(([name, constructor]) => [name, (text: unknown): unknown => {
      const { buffer } = Uint8Array.fromBase64(String(text));
      return constructor === ArrayBuffer ? buffer : Reflect.construct(constructor, [buffer]);
    }]),
  ),
  ...Object.fromEntries(
    Object.entries(NUMERIC).map(([name, constructor]) => [
      name,
      (items: unknown): unknown => Reflect.construct(constructor, [list(items).map(fromJson)]),
    ]),
  ),
};

/**
 * Turns a value into one that JSON can hold. The text of one that may be large is had with
 * `jsonPieces`, without all of it being there at once.
 *
 * @param value Any value.
 * @returns Only objects, arrays, text, numbers, booleans and `null`.
 */
export function toJson(value: unknown): unknown {
  return convert(value, []);
}

function convert(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value !== "object" || value === null || isForm(value)) return plain(value, ancestors);
  const index = ancestors.indexOf(value);
  if (index >= 0) return { $cycle: ancestors.length - index };
  return plain(value, [...ancestors, value]);
}

function plain(value: unknown, path: readonly object[]): unknown {
  const form = formOf(value);
  if (form instanceof JsonList) return Array.from(form.items, (item) => convert(item, path));
  if (form instanceof JsonBytes) return form.bytes.toBase64();
  if (!(form instanceof JsonObject)) return form;
  const object = {};
  for (const [key, field] of form.fields) put(object, key, convert(field, path));
  return object;
}

function readError(content: unknown): Error {
  const { name, message, cause, ...rest } = fields(asObject(content));
  const error = new Error(String(message), cause === undefined ? undefined : { cause });
  return Object.assign(error, rest, { name: String(name) });
}

function fields(value: object): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) put(own, key, fromJson(item));
  return own;
}

/** Sets a field, also one called `__proto__`. */
function put(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/**
 * Turns what {@linkcode toJson} made back into the value.
 *
 * @param json What `JSON.parse` gave.
 * @returns The value; errors are plain errors of their name.
 * @throws {TypeError} If a form has a content that it cannot have.
 */
export function fromJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json !== "object" || json === null) return json;
  const key = formKey(json);
  if (key === undefined) return fields(json);
  const content: unknown = Reflect.get(json, key);
  if (key.startsWith("$$")) return { [key.slice(1)]: fromJson(content) };
  const read = READERS[key.slice(1)];
  if (!read) throw new TypeError(`{"${key}": …} cannot be read back`);
  try {
    return read(content);
  } catch (error) {
    throw new TypeError(
      `{"${key}": …} cannot hold ${JSON.stringify(content)}: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

function readNumber(content: unknown): number {
  const number = typeof content === "string" && content.trim() !== "" ? Number(content) : content;
  if (typeof number === "number" && (content === "NaN" || !isNaN(number))) return number;
  throw new TypeError("it must be a number in quotation marks");
}

function readBigInt(content: unknown): bigint {
  if (typeof content === "string" && /^-?\d+$/.test(content)) return BigInt(content);
  if (Number.isSafeInteger(content)) return BigInt(Number(content));
  throw new TypeError("it must be a whole number in quotation marks");
}

/** An ISO 8601 date, with a time or without: anything else `Date` would guess at. */
const ISO_DATE = /^([+-]\d\d)?\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

function time(content: unknown): number {
  const text = typeof content === "string" && ISO_DATE.test(content) ? content : "";
  const [day = ""] = text.split("T");
  const midnight = new Date(day);
  // A day that its month does not have would become one of the next month.
  const exists = !isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  const milliseconds = exists ? Date.parse(text) : NaN;
  if (!isNaN(milliseconds)) return milliseconds;
  throw new TypeError("it must be a date such as 2024-01-31T12:00:00.000Z");
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError("it must be a list");
}

function pair<T>(values: T[]): [T, T] {
  const [first, second] = values;
  if (values.length === 2) return [first as T, second as T]; // both are there, by the length
  throw new TypeError("it must be a list of two");
}

function asObject(value: unknown): object {
  if (typeof value === "object" && value !== null) return value;
  throw new TypeError("it must be an object");
}
