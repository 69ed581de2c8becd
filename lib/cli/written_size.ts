/**
 * How long a value would be when it is written out.
 *
 * A value that takes little memory can be too long for any disk: an object that is in it twice is written
 * twice, and so is what is in that, and a hole in an array is written as well.
 *
 * @module
 */

import { formOf, isForm, JsonBytes, type JsonForm, JsonList, JsonObject } from "./json_forms.ts";

/** About how many characters a number, or what surrounds a value, comes to. */
const ITEM = 8;
/** The same of a list or an object, apart from what is in it. */
const CONTAINER = 16;
/** Of how many objects the size is remembered, so that one that is met again need not be counted again. */
const MOST_REMEMBERED = 1_000_000;
/** How many of those that are in themselves are counted again before it is taken for too much. */
const MOST_AGAIN = 2_000_000;

/** What a value comes to when it is written out. */
export interface WrittenSize {
  /** About how many characters it has; infinite if they are more than was to be counted. */
  readonly characters: number;
  /** How deep its objects are in each other, as far as they were counted. */
  readonly depth: number;
}

/**
 * Works out about how long a value would be when it is written out.
 *
 * @param value Any value.
 * @param limit How many characters to count at most.
 * @returns The size.
 */
export function writtenSize(value: unknown, limit: number): WrittenSize {
  const count = new Count(limit);
  count.add(value);
  while (count.characters <= limit && count.goOn());
  const { characters, depth } = count;
  return { characters: characters <= limit ? characters : Infinity, depth };
}

/** A list or an object of which not all has been counted. */
interface Begun {
  /** What is left of it; of an object, what its fields hold. */
  readonly rest: Iterator<unknown>;
  /** The value that is written so; none where it is only a part of what is written for one. */
  readonly value: object | undefined;
  /** How many characters there were before it. */
  readonly start: number;
  /** The level of the outermost of the values it is in that was met in it again. */
  outermost: number;
}

/** Counts item by item, and not by functions that call themselves: values nest deep. */
class Count {
  characters = 0;
  depth = 0;
  readonly #begun: Begun[] = [];
  /** The values that have been begun, and at which level each is. */
  readonly #levels = new Map<object, number>();
  /** The sizes of values that were counted; `undefined` of one whose size depends on what it is in. */
  readonly #sizes = new Map<object, number | undefined>();
  #again = 0;

  constructor(readonly limit: number) {}

  /** Counts an item. A list or an object is only begun. */
  add(item: unknown): void {
    if (typeof item === "string") this.characters += ITEM + item.length;
    else if (typeof item === "bigint") this.characters += ITEM + item.toString(16).length;
    else if (item === undefined) this.characters += 2 * ITEM;
    else if (typeof item !== "object" || item === null) this.characters += ITEM;
    else if (isForm(item)) this.#begin(item, undefined);
    else this.#addValue(item);
  }

  #addValue(value: object): void {
    const level = this.#levels.get(value);
    const size = level === undefined ? this.#sizes.get(value) : ITEM;
    const last = this.#begun.at(-1);
    if (level !== undefined && last) last.outermost = Math.min(last.outermost, level);
    if (size !== undefined) this.characters += size;
    else if (this.#sizes.has(value) && ++this.#again > MOST_AGAIN) this.characters = Infinity;
    else this.#begin(formOf(value), value);
  }

  #begin(form: JsonForm, value: object | undefined): void {
    const start = this.characters;
    this.characters += CONTAINER;
    if (value) this.depth = Math.max(this.depth, this.#levels.size + 1);
    if (form instanceof JsonBytes) this.characters += 4 / 3 * form.bytes.length;
    if (form instanceof JsonList) this.characters += ITEM * form.length;
    if (!(form instanceof JsonList || form instanceof JsonObject)) return;
    const items = form instanceof JsonList ? form.items : this.#contents(form);
    // There may be more holes than can be counted one by one.
    if (ArrayBuffer.isView(items) || this.characters > this.limit) return;
    if (value) this.#levels.set(value, this.#levels.size);
    this.#begun.push({ rest: items[Symbol.iterator](), value, start, outermost: Infinity });
  }

  /**
   * Counts the next item, and ends what has no more of them.
   *
   * @returns Whether there was one.
   */
  goOn(): boolean {
    for (let last; (last = this.#begun.at(-1));) {
      for (let next; !(next = last.rest.next()).done;) {
        if (typeof next.value === "number") continue; // as most are; it is counted with its list
        this.add(next.value);
        return true;
      }
      this.#begun.pop();
      this.#end(last);
    }
    return false;
  }

  /** Gives what the fields of an object hold, and counts their names. */
  *#contents({ fields }: JsonObject): Generator<unknown> {
    for (const [key, value] of fields) {
      this.characters += ITEM + key.length;
      yield value;
    }
  }

  /** Remembers the size of a value, if it is the same wherever the value is. */
  #end({ value, start, outermost }: Begun): void {
    if (value) this.#levels.delete(value);
    const isItsOwn = outermost >= this.#levels.size;
    const outer = this.#begun.at(-1);
    if (!isItsOwn && outer) outer.outermost = Math.min(outer.outermost, outermost);
    if (!value || this.#sizes.size >= MOST_REMEMBERED) return;
    this.#sizes.set(value, isItsOwn ? this.characters - start : undefined);
  }
}
