/**
 * Objects and symbols of which there is to be one only, also if they are inputs or outputs: the members
 * of a class that is used as an enumeration, frozen objects and symbols that the captured function has.
 *
 * @module
 */

import { types } from "node:util";
import type { Item } from "../../codec/bytes/items.ts";
import { holdsConstants, isConstant } from "../../base/constant_objects.ts";
import { platformPath } from "../../base/platform_classes.ts";
import type { Entry } from "./types.ts";

/** So many objects may be given numbers before it is known whether the function has them. */
const MOST_SOUGHT = 1000;

/** What is known of what the function has. */
export interface Owner {
  /** What is not data, by number. */
  readonly entries: readonly Entry[];
  /** The numbers of what is not data. */
  readonly numbers: ReadonlyMap<unknown, number>;
  /** Puts something in the table, and gives its number. */
  enter(value: unknown, entry: Entry): number;
  /** Whether an object was written as data before. */
  isData(value: object): boolean;
  /** Gives the number of what may not be data; `undefined` for data. */
  known(value: object | symbol): number | undefined;
  /** The classes that are not read yet. */
  pending(): readonly unknown[];
}

/** A static property. */
interface Static {
  readonly type: object;
  readonly key: string;
}

/** What a map has one of, by number. */
export class SameObjects {
  readonly #values: (object | symbol)[] = [];
  readonly #ids = new Map<object | symbol, number | undefined>();
  readonly #statics = new Map<object | symbol, Static>();
  /** What classes have, by the prototypes of their instances. */
  readonly #byPrototype = new Map<object | null, ReadonlyMap<object, Static>>();

  constructor(readonly owner: Owner) {}

  /**
   * Gives the number of an object or a symbol of an input.
   *
   * @param value What was met.
   * @returns Its number, or `undefined` if a copy of it is sent.
   */
  idOf(value: object | symbol): number | undefined {
    if (this.#ids.has(value)) return this.#ids.get(value);
    const place = typeof value === "object" ? this.staticOf(value) : undefined;
    if (place) this.#statics.set(value, place);
    if (place || this.#isHad(value)) return this.#add(value);
    // Not remembered: inputs may be many.
    return undefined;
  }

  /** Gives what has a number. */
  of(id: number): object | symbol | undefined {
    return this.#values[id];
  }

  /**
   * Gives the items of all of them, and of what outputs may be.
   *
   * @param item Gives the item of what is known, or was written before.
   * @returns The items, by number; that of one which is not there is `undefined`.
   */
  items(item: (value: unknown) => Item): Item[] {
    for (const entry of [...this.owner.entries]) {
      if (entry.kind !== "function" || !/^(?:source|reference)$/.test(entry.state?.kind ?? "")) {
        continue;
      }
      for (const [value, place] of staticsOf(entry.func)) {
        if (this.staticOf(value)?.type !== entry.func) continue;
        this.#statics.set(value, place);
        this.#add(value);
      }
    }
    for (const value of this.owner.numbers.keys()) if (typeof value === "symbol") this.#add(value);
    return this.#values.map((value) => {
      this.#enterStatic(value);
      const isThere = this.owner.numbers.has(value) ||
        typeof value === "object" && this.owner.isData(value);
      return isThere ? item(value) : undefined;
    });
  }

  /** Whether an object is one of several instances of its class that the class itself has. */
  isMember(value: object): boolean {
    const place = this.staticOf(value);
    return place !== undefined && holdsConstants(value) && isEnumeration(place.type);
  }

  /** Finds the static property that an instance is of its class: then it is there for what it is. */
  staticOf(value: object): Static | undefined {
    if (types.isProxy(value)) return undefined;
    const prototype: object | null = Object.getPrototypeOf(value);
    let found = this.#byPrototype.get(prototype);
    if (!found) this.#byPrototype.set(prototype, found = staticsAbove(prototype));
    return found.get(value);
  }

  #add(value: object | symbol): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    const id = this.#values.push(value) - 1;
    this.#ids.set(value, id);
    return id;
  }

  /** Whether the function has a symbol, or an object that cannot have been changed. */
  #isHad(value: object | symbol): boolean {
    const { owner } = this;
    if (typeof value === "symbol") return owner.numbers.has(value);
    if (types.isProxy(value) || !isConstant(value)) return false;
    if (owner.isData(value) || owner.known(value) !== undefined) return true;
    // A class that is not read yet may turn out to have it. If none has, the copy is taken.
    return this.#values.length < MOST_SOUGHT && owner.pending().length > 0;
  }

  /** A class that is there where the function runs has made its static properties there. */
  #enterStatic(value: object | symbol): void {
    const place = this.#statics.get(value);
    const { entries, numbers } = this.owner;
    const entry = place && entries[numbers.get(place.type) ?? -1];
    if (!place || numbers.has(value) || entry?.kind !== "function") return;
    // Any other may well have been changed here, and travels as it is.
    if (entry.state?.kind !== "reference" || !this.isMember(Object(value))) return;
    const expression = `${entry.state.expression}?.[${JSON.stringify(place.key)}]`;
    this.owner.enter(value, { kind: "builtin", expression });
  }
}

/** The objects that the classes of an instance have as static properties. */
function staticsAbove(prototype: object | null): ReadonlyMap<object, Static> {
  const all = new Map<object, Static>();
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    if (types.isProxy(at) || platformPath(at) !== undefined) break;
    const type: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    if (typeof type !== "function" || types.isProxy(type)) continue;
    for (const [value, place] of staticsOf(type)) if (!all.has(value)) all.set(value, place);
  }
  return all;
}

/** The objects that a class has as static properties, with where. */
function staticsOf(type: object): Map<object, Static> {
  const found = new Map<object, Static>();
  for (const key of Object.getOwnPropertyNames(type)) {
    const value: unknown = Object.getOwnPropertyDescriptor(type, key)?.value;
    const isObject = typeof value === "object" && value !== null && key !== "prototype";
    if (isObject && !found.has(value)) found.set(value, { type, key });
  }
  return found;
}

/** Whether a class has several instances of itself, as one has that is used as an enumeration. */
function isEnumeration(type: object): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(type, "prototype")?.value;
  const members = staticsOf(type).keys().filter((value) =>
    !types.isProxy(value) && isBelow(value, prototype) && holdsConstants(value)
  );
  return members.take(2).toArray().length === 2;
}

/** Whether an object inherits from another; no method of theirs is asked. */
function isBelow(value: object, prototype: unknown): boolean {
  let at: object | null = Object.getPrototypeOf(value);
  while (at !== null && at !== prototype) at = Object.getPrototypeOf(at);
  return at !== null;
}
