/**
 * Values of items of CBOR. The items may be anything: they are data, and what no encoder makes is refused.
 *
 * @module
 */

import type { ClassRegistry } from "./class_registry.ts";
import { Corruption } from "../bytes/corruption.ts";
import { TAG } from "../bytes/tags.ts";
import { type Item, Tag } from "../bytes/items.ts";
import { integerOf, textOf } from "./primitives.ts";
import { define } from "./properties.ts";
import type { FilesFound, InstanceMaker, Place, Source } from "./source.ts";
import { readTagged } from "./tagged.ts";

/** What a decoder needs to know. */
export interface DecoderOptions {
  /** The classes instances may be of. */
  classes?: ClassRegistry | undefined;
  /** What captured values refer to by number; only given for a map's own captured values. */
  known?: readonly unknown[] | undefined;
  /** Makes instances of classes that have private members; only for captured values. */
  maker?: InstanceMaker | undefined;
  /** Finds files that were sent along; only given where they were sent to. */
  files?: FilesFound | undefined;
}

/** Makes values of items, remembering those that others refer to. */
export class ValueDecoder implements Source {
  readonly classes: ClassRegistry | undefined;
  readonly known: readonly unknown[] | undefined;
  readonly maker: InstanceMaker | undefined;
  readonly files: FilesFound | undefined;
  readonly foreign: Map<string, object> = new Map();
  /** The values that others refer to, by their numbers; `undefined` until there is one. */
  readonly #shared: unknown[] = [];

  constructor(options: DecoderOptions) {
    this.classes = options.classes;
    this.known = options.known;
    this.maker = options.maker;
    this.files = options.files;
  }

  /**
   * Gives the value of an item, which may be made of the item itself.
   *
   * @param item The item.
   * @param place The number by which others refer to the value.
   * @returns The value.
   * @throws {Corruption} If there is none.
   */
  value(item: Item, place?: Place): unknown {
    if (typeof item === "bigint") return integerOf(item);
    if (typeof item !== "object" || item === null) return item;
    if (item instanceof Tag) return this.#tagged(item, place);
    if (Array.isArray(item)) return this.#array(item, place);
    if (item instanceof Uint8Array) return this.remember(new Uint8Array(item), place);
    if (item instanceof Map) return this.#mapOrObject(item, place);
    return this.#plain(item as Record<string, Item>, place); // items are of no other kinds
  }

  remember<T extends object>(value: T, place: Place): T {
    if (place !== undefined) this.#shared[place] = value;
    return value;
  }

  #array(item: Item[], place: Place): unknown[] {
    const array = this.remember(item, place);
    for (let i = 0; i < array.length; i++) {
      const inner = array[i];
      if (typeof inner === "object" || typeof inner === "bigint") array[i] = this.value(inner);
    }
    return array;
  }

  #plain(item: Record<string, Item>, place: Place): object {
    const object = this.remember(item, place);
    for (const key of Object.keys(object)) {
      const inner = object[key];
      if (typeof inner === "object" || typeof inner === "bigint") object[key] = this.value(inner);
    }
    return object;
  }

  /** A map is an object if all its keys are texts; others' may have keys of any kind. */
  #mapOrObject(item: Map<Item, Item>, place: Place): unknown {
    const keys = Array.from(item.keys(), keyOf);
    const values = item.values();
    if (keys.every((key) => typeof key === "string")) {
      const object = this.remember({}, place);
      for (const key of keys) define(object, key, this.value(values.next().value));
      return object;
    }
    return readTagged(this, TAG.MAP, item, place);
  }

  #tagged({ tag, value }: Tag, place: Place): unknown {
    if (tag === undefined) throw new Corruption("it has a tag without a number");
    if (tag === TAG.SHARED) return this.#sharedValue(value);
    if (tag === TAG.REFERENCE) {
      const found = typeof value === "number" ? this.#shared[value] : undefined;
      if (found === undefined) throw new Corruption("it refers to an object that is not there");
      return found;
    }
    return readTagged(this, tag, value, place);
  }

  #sharedValue(item: Item): unknown {
    const place = this.#shared.push(undefined) - 1;
    const value = this.value(item, place);
    this.#shared[place] = value;
    return value;
  }
}

/** The text that a key is, or the key as it is. */
function keyOf(key: Item): Item {
  if (!(key instanceof Tag) || key.tag !== TAG.WTF8) return key;
  return key.value instanceof Uint8Array ? textOf(key.value) : key;
}
