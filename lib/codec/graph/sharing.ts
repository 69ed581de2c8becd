/**
 * What stands in several places of a value, as CBOR says it: the first of them is marked, and the others
 * refer to it by its number (tags 28 and 29).
 *
 * @module
 */

import { TAG } from "../bytes/tags.ts";
import { type Item, Tag } from "../bytes/items.ts";

/** Stands for the item of an object that was met before, and whose item may not be complete yet. */
export class Reference {
  /** @param number The number of the object. */
  constructor(readonly number: number) {}
}

/** Makes a tree of items of a graph: what is shared is written once. */
export class Sharing {
  /** The items that are shared; those met already, with what refers to them. */
  readonly #shared = new Map<Item, Tag | undefined>();
  #count = 0;

  /** @param items The items of objects, by their numbers. */
  constructor(readonly items: readonly Item[]) {}

  /** Whether anything is shared. */
  get isNeeded(): boolean {
    return this.#shared.size > 0;
  }

  /** Notes that an item stands in several places. */
  add(item: Item): void {
    this.#shared.set(item, undefined);
  }

  /**
   * Gives what is written in the place of an item, whose parts are replaced in it as they must
   * be.
   */
  written(item: Item): Item {
    if (typeof item !== "object" || item === null) return item;
    if (item instanceof Reference) item = this.items[item.number];
    if (!this.#shared.has(item)) return this.#inside(item);
    const before = this.#shared.get(item);
    if (before) return before;
    this.#shared.set(item, new Tag(this.#count++, TAG.REFERENCE));
    return new Tag(this.#inside(item), TAG.SHARED);
  }

  #inside(item: Item): Item {
    if (item instanceof Tag) item.value = this.written(item.value);
    else if (item instanceof Map) {
      const entries = [...item];
      item.clear();
      for (const [key, value] of entries) item.set(this.written(key), this.written(value));
    } else if (Array.isArray(item)) {
      for (let i = 0; i < item.length; i++) {
        if (typeof item[i] === "object") item[i] = this.written(item[i]);
      }
    } else if (typeof item === "object" && item !== null && !ArrayBuffer.isView(item)) {
      for (const key of Object.keys(item)) {
        const inner: Item = Reflect.get(item, key);
        if (typeof inner === "object") Reflect.set(item, key, this.written(inner));
      }
    }
    return item;
  }
}
