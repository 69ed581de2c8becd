/**
 * What objects inherit from, written and read: a class of the map, one that is not here, or data.
 *
 * @module
 */

import { type AnyFunction, classOfInstance } from "./class_registry.ts";
import { classNameOf, isData } from "./properties.ts";
import { checked, Corruption } from "../bytes/corruption.ts";
import type { Item } from "../bytes/items.ts";
import { along, Refusal } from "./refusal.ts";
import type { Sink } from "./sink.ts";
import type { Source } from "./source.ts";

/** The prototypes that stand for classes that are not here, by whose names they are written again. */
const foreignNames = new WeakMap<object, string>();

/**
 * Gives the item of what an object inherits from: `null`, a class, a class with private members, or a
 * list of nothing but data; what is captured is any value. An object that is not plain at bottom gets
 * its private members here.
 */
export function prototypeItem(
  to: Sink,
  value: object,
  prototype: object | null,
  isPlain: boolean,
): Item {
  if (to.hooks || prototype === null) return to.itemInside(prototype, "[prototype]");
  const type = classOfInstance(value, prototype, to.classes);
  const reference = classReference(to, type);
  if (!type || !reference) return unknownItem(to, prototype, type);
  const access = isPlain ? undefined : to.classes?.privatesOf?.(type);
  if (!access) return reference;
  return [...reference, to.itemInside(access.read(value), "[private members]")];
}

/** Gives the id and the name of a class that the map knows, and notes that it was used. */
export function classReference(
  to: Sink,
  type: AnyFunction | undefined,
): [id: string, name: string] | undefined {
  const id = type && to.classes?.idOf(type);
  if (!type || id === undefined) return undefined;
  to.usesClasses = true;
  return [id, String(type.name).toWellFormed()];
}

/** What an object of no class of the map inherits from: data, or the name of its class. */
function unknownItem(to: Sink, prototype: object, type: AnyFunction | undefined): Item {
  if (!type && to.classes?.isStrict && !isData(prototype)) {
    throw along(
      new Refusal(
        "it has methods, and no function the map knows makes objects that have them",
        "Use the function that makes them in the mapped function, or set `constructor` to it",
      ),
      "[prototype]",
    );
  }
  const foreignName = foreignNames.get(prototype);
  if (foreignName !== undefined) return foreignName;
  if (!type && isData(prototype)) return [to.itemInside(prototype, "[prototype]")];
  return (type?.name || classNameOf(prototype)).toWellFormed();
}

/**
 * Has an object inherit from what its item says: a class, one that is not here by its name, or
 * data.
 */
export function setPrototype(from: Source, object: object, item: Item): AnyFunction | undefined {
  if (item === undefined) return undefined;
  if (from.known) {
    const prototype = from.value(item);
    setTo(object, typeof prototype === "function" ? prototype : objectOrNull(prototype));
    checked(() => from.maker?.mark(object), "private members");
    return undefined;
  }
  if (item === null) setTo(object, null);
  else if (typeof item === "string") setTo(object, foreign(from, object, item));
  else if (!Array.isArray(item)) throw new Corruption("it has an object of no class");
  else if (item.length === 1) setTo(object, objectOrNull(from.value(item[0])));
  else {
    const { type, name } = classOf(from, item);
    if (item.length > 2) return adopt(from, object, { type, name }, from.value(item[2]));
    const prototype: unknown = type?.prototype;
    setTo(object, typeof prototype === "object" ? prototype : foreign(from, object, name));
    return type;
  }
  return undefined;
}

/** Finds the class that an item names. */
export function classOf(from: Source, item: Item): { type?: AnyFunction; name: string } {
  if (typeof item === "string") return { name: item };
  const [id, name]: Item[] = Array.isArray(item) ? item : [];
  if (typeof id !== "string" || typeof name !== "string") {
    throw new Corruption("it has an object of no class");
  }
  return { type: from.classes?.classOf(id, name), name };
}

/** Makes an object of a built-in kind an instance of a class that has private members. */
function adopt(
  from: Source,
  object: object,
  { type, name }: { type?: AnyFunction; name: string },
  values: unknown,
): AnyFunction | undefined {
  if (!Array.isArray(values)) throw new Corruption("it has private members that are no list");
  const access = type && from.classes?.privatesOf?.(type);
  if (!access) {
    setTo(object, foreign(from, object, name));
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
    foreignNames.set(prototype, name);
  }
  return prototype;
}
