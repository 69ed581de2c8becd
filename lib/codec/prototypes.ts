/**
 * What objects inherit from, written and read: a class of the map, one that is not here, or data.
 *
 * @module
 */

import { type AnyFunction, classOfInstance } from "./class_registry.ts";
import { classNameOf, isData } from "./properties.ts";
import { checked, Corruption } from "./cbor_reader.ts";
import { Refusal } from "./refusal.ts";
import type { Sink } from "./sink.ts";
import type { Source } from "./source.ts";

/**
 * Writes what an object inherits from.
 *
 * @param to Where to write.
 * @param value The object, which has been written.
 * @param prototype What it inherits from.
 * @param isPlain Whether its kind is that of plain objects; one of another gets its private members here.
 */
export function writePrototype(
  to: Sink,
  value: object,
  prototype: object | null,
  isPlain: boolean,
): void {
  if (to.hooks || prototype === null) {
    return to.inside(() => to.value(prototype), "[prototype]");
  }
  const type = classOfInstance(value, prototype, to.classes);
  const id = idOfClass(to, type);
  if (!type || id === undefined) {
    return to.inside(() => writeUnknown(to, prototype, type), "[prototype]");
  }
  const access = isPlain ? undefined : to.classes?.privatesOf?.(type);
  if (!access) return to.string(id);
  to.array(2);
  to.string(id);
  to.inside(() => to.value(access.read(value)), "[private members]");
}

/**
 * Finds the id of a class, and notes that it was used.
 *
 * @param to Where it is to be written.
 * @param type The class.
 * @returns The id, or `undefined` if the map does not know the class.
 */
export function idOfClass(to: Sink, type: AnyFunction | undefined): string | undefined {
  const id = type && to.classes?.idOf(type);
  if (id !== undefined) to.usesClasses = true;
  return id;
}

/** Writes what an object of no class of the map inherits from: data, or the name of its class. */
function writeUnknown(to: Sink, prototype: object, type: AnyFunction | undefined): void {
  if (!type && to.classes?.isStrict && !isData(prototype)) {
    throw new Refusal(
      "it has methods, and no function the map knows makes objects that have them",
      "Use the function that makes them in the mapped function, or set `constructor` to it",
    );
  }
  to.array(1);
  if (!type && isData(prototype)) to.value(prototype);
  else to.string(type?.name || classNameOf(prototype));
}

/**
 * Reads what an object inherits from: a class by its id, one that is not here by its name, or data.
 *
 * @returns The class, if it is here.
 */
export function setPrototype(from: Source, object: object): AnyFunction | undefined {
  const prototype = from.known ? from.value() : from.unlisted();
  if (prototype === undefined) return undefined;
  if (typeof prototype === "string") {
    const type = from.classes?.classOf(prototype);
    const found: unknown = type?.prototype;
    setTo(object, typeof found === "object" ? found : foreign(from, object, `class ${prototype}`));
    return type;
  }
  if (from.known || prototype === null) {
    setTo(object, typeof prototype === "function" ? prototype : objectOrNull(prototype));
    checked(() => from.maker?.mark(object), "private members");
  } else if (Array.isArray(prototype) && prototype.length === 2) {
    return adopt(from, object, prototype[0], prototype[1]);
  } else if (Array.isArray(prototype) && prototype.length === 1) {
    const [inner]: unknown[] = prototype;
    setTo(object, typeof inner === "string" ? foreign(from, object, inner) : objectOrNull(inner));
  } else {
    throw new Corruption("it has an object of no class");
  }
  return undefined;
}

/** Makes an object of a built-in kind an instance of a class that has private members. */
function adopt(
  from: Source,
  object: object,
  id: unknown,
  values: unknown,
): AnyFunction | undefined {
  if (typeof id !== "string" || !Array.isArray(values)) {
    throw new Corruption("it has private members that are no list of a class");
  }
  const type = from.classes?.classOf(id);
  const access = type && from.classes?.privatesOf?.(type);
  if (!access) {
    setTo(object, foreign(from, object, `class ${id}`));
    return undefined;
  }
  checked(() => {
    access.adopt(object);
    access.write(object, values);
  }, "private members");
  return type;
}

function objectOrNull(value: unknown): object | null {
  if (typeof value !== "object") {
    throw new Corruption("it has an object that inherits from nothing");
  }
  return value;
}

/** Has an object inherit from another. */
export function setTo(object: object, prototype: object | null): void {
  checked(() => Object.setPrototypeOf(object, prototype), "an object");
}

/** Makes a prototype for a class this process does not have, which does no more than name it. */
export function foreign(from: Source, object: object, name: string): object {
  const base: object | null = Object.getPrototypeOf(object);
  const kind: unknown = base && Reflect.get(base, "constructor")?.name;
  const key = `${name} of ${String(kind)}`;
  let prototype = from.foreign.get(key);
  if (!prototype) {
    prototype = Object.create(base, {
      [Symbol.toStringTag]: { value: name, configurable: true },
      ...(object instanceof Error ? { name: { value: name, writable: true } } : {}),
    }) as object;
    from.foreign.set(key, prototype);
  }
  return prototype;
}
