/**
 * Questions about objects and their properties.
 *
 * @module
 */

import { inspect } from "node:util";
import { ATTRIBUTE, DECORATED_FLAG } from "./format.ts";

/** Whether an array has all of its elements, and nothing else. */
export function isDense(value: readonly unknown[]): boolean {
  const { length } = value;
  const keys = Object.keys(value);
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1));
}

/** Whether an array lacks an element. */
export function hasHole(value: readonly unknown[]): boolean {
  for (let i = 0; i < value.length; i++) if (value[i] === undefined && !(i in value)) return true;
  return false;
}

/** Up to so many elements, listing them takes less time than `inspect`. */
const FEW_ELEMENTS = 512;
const ELEMENTS_ONLY = { depth: 0, maxArrayLength: 0, customInspect: false, breakLength: Infinity };

/**
 * Lists what a typed array has besides its elements, which may be millions: their keys would take
 * far more time and memory than their bytes.
 */
export function keysBesideElements(view: object, length: number): (string | symbol)[] {
  const symbols = Object.getOwnPropertySymbols(view);
  if (length > FEW_ELEMENTS) {
    // Only the engine tells other properties without the elements, and only to inspect().
    const isBare = /\[ \.\.\. \d+ more items? \]$/.test(inspect(view, ELEMENTS_ONLY));
    if (isBare) return symbols;
  }
  return [...Object.keys(view).slice(length), ...symbols];
}

/**
 * Whether a property is what an assignment makes, so that its key and value say all; `closed` are the
 * flags of what was done to the object, which changed its properties, too.
 */
export function isSimple(
  value: object,
  key: string | symbol,
  closed: number,
  hasHooks: boolean,
): key is string {
  if (typeof key !== "string") return false;
  const descriptor = Reflect.getOwnPropertyDescriptor(value, key)!;
  const { enumerable } = descriptor;
  if (!("value" in descriptor)) return !hasHooks && enumerable === true;
  const { FROZEN, SEALED } = DECORATED_FLAG;
  const { writable, configurable } = descriptor;
  return enumerable === true && writable !== ((closed & FROZEN) !== 0) &&
    configurable !== ((closed & (FROZEN | SEALED)) !== 0);
}

/** The attributes of a property, as bits. */
export function attributesOf(descriptor: PropertyDescriptor): number {
  return (descriptor.writable ? ATTRIBUTE.WRITABLE : 0) |
    (descriptor.enumerable ? ATTRIBUTE.ENUMERABLE : 0) |
    (descriptor.configurable ? ATTRIBUTE.CONFIGURABLE : 0);
}

/** Gives an object a property, whatever it inherits. */
export function define(object: object, key: PropertyKey, value: unknown): void {
  const attributes = { writable: true, enumerable: true, configurable: true };
  Object.defineProperty(object, key, { ...attributes, value });
}

/** The flags of what was done to an object so that it stays as it is. */
export function closedness(value: object): number {
  if (Object.isExtensible(value)) return 0;
  const { FROZEN, NOT_EXTENSIBLE, SEALED } = DECORATED_FLAG;
  return NOT_EXTENSIBLE |
    (Object.isFrozen(value) ? FROZEN : Object.isSealed(value) ? SEALED : 0);
}

/** Whether data keeps a property: an accessor's function cannot be sent as data. */
export function isKept(value: object, key: string | symbol): boolean {
  return "value" in Reflect.getOwnPropertyDescriptor(value, key)!;
}

/** Whether an object has no functions, so that it can be sent as data. */
export function isData(object: object): boolean {
  return Reflect.ownKeys(object).every((key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key)!;
    return "value" in descriptor && typeof descriptor.value !== "function";
  });
}

/** The name by which a reader that lacks a class will know it. */
export function classNameOf(prototype: object): string {
  const type: unknown = Reflect.get(prototype, "constructor");
  return typeof type === "function" && type.name !== "" ? type.name : "Object";
}
