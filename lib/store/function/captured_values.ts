/**
 * Reading the values a function was captured with: those of its variables, and what its functions and
 * classes have besides their source.
 *
 * @module
 */

import { asCorruptData, checkForm } from "../../codec/codec.ts";
import { ValueDecoder } from "../../codec/decoder.ts";
import { ATTRIBUTE } from "../../codec/format.ts";
import { PATCH_HEAD, PATCH_ITEMS, STEP } from "../../wire/module.ts";
import type { PrivateInstances } from "./private_instances.ts";

/** Where captured values go. */
export interface Targets {
  /** What is not data, by number. */
  readonly known: readonly unknown[];
  /** Set the variables, in the order their values come. */
  readonly setters: readonly ((value: unknown) => void)[];
  /** Makes instances with private members. */
  readonly privates: PrivateInstances;
}

/**
 * Reads captured values.
 *
 * @param bytes What capturing wrote.
 * @param source What to call it in an error.
 * @param targets Where the values go.
 * @throws {CorruptData} If the bytes are not what was captured.
 */
export function readValues(
  bytes: Uint8Array,
  source: string,
  { known, setters, privates }: Targets,
): void {
  try {
    checkForm(bytes);
    const decoder = new ValueDecoder(bytes, 2, true, { known, maker: privates });
    let cell = 0;
    const closed: object[] = [];
    while (!decoder.atEnd) {
      switch (decoder.number("a step")) {
        case STEP.CELL:
          setters[cell++]?.(decoder.value());
          break;
        case STEP.PATCH:
          readPatch(decoder, closed);
          break;
        case STEP.PRIVATE:
          readPrivates(decoder, privates);
          break;
        default:
          privates.setStatics(Object(known[decoder.number("a class")]), readList(decoder));
      }
    }
    // Not before: instances are made by means of their classes.
    for (const one of closed) if (!privates.needsOpen(one)) Object.preventExtensions(one);
  } catch (error) {
    throw asCorruptData(error, source);
  }
}

function readPrivates(decoder: ValueDecoder, privates: PrivateInstances): void {
  const instance = Object(decoder.value());
  for (let left = decoder.items("private members"); left > 0; left--) {
    const type: unknown = decoder.known?.[decoder.number("a class")];
    const values = readList(decoder);
    if (typeof type === "function") privates.write(instance, type, values);
  }
}

/** Reads values whose list is no object of its own. */
function readList(decoder: ValueDecoder): unknown[] {
  return Array.from({ length: decoder.items("values") }, () => decoder.value());
}

/**
 * Reads properties of a function, or of a prototype, that its source does not give it.
 *
 * @param closed Where it goes if no more properties may be added to it.
 */
function readPatch(decoder: ValueDecoder, closed: object[]): void {
  let left = decoder.items("properties") - PATCH_HEAD;
  const target: unknown = decoder.value();
  const extensible = decoder.value();
  const prototype: unknown = decoder.value();
  if (!isObject(target)) throw new TypeError("The map's values have properties of nothing");
  if (prototype !== undefined) Object.setPrototypeOf(target, Object(prototype));
  if (prototype === null) Object.setPrototypeOf(target, null);
  for (; left > 0; left--) {
    const items = decoder.items("a property");
    // The encoder writes nothing else there.
    const key = decoder.value() as PropertyKey;
    if (items === PATCH_ITEMS.REMOVED) {
      Reflect.deleteProperty(target, key);
      continue;
    }
    const attributes = decoder.number("attributes");
    const has = (attribute: number): boolean => (attributes & attribute) !== 0;
    const shared = {
      enumerable: has(ATTRIBUTE.ENUMERABLE),
      configurable: has(ATTRIBUTE.CONFIGURABLE),
    };
    const descriptor: PropertyDescriptor = items === PATCH_ITEMS.ACCESSOR
      ? { ...shared, get: decoder.value() as () => unknown, set: decoder.value() as () => void }
      : { ...shared, writable: has(ATTRIBUTE.WRITABLE), value: decoder.value() };
    Object.defineProperty(target, key, descriptor);
  }
  if (extensible === false) closed.push(target);
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
