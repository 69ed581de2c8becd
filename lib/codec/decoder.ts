/**
 * Reads values back. The bytes may be anything: they are data, and what is not an encoding is refused.
 *
 * @module
 */

import type { ClassRegistry } from "./class_registry.ts";
import { MAX_DEPTH, SHAPES, TAG } from "./format.ts";
import { Corruption, Reader } from "./cbor_reader.ts";
import type { InstanceMaker, Source } from "./source.ts";
import { readTagged } from "./tagged.ts";

/** What a decoder needs to know. */
export interface DecoderOptions {
  /** The classes instances may be of. */
  classes?: ClassRegistry | undefined;
  /** What captured values refer to by number; only given for a map's own captured values. */
  known?: readonly unknown[] | undefined;
  /** Makes instances of classes that have private members; only for captured values. */
  maker?: InstanceMaker | undefined;
}

/** A place in the list of objects whose object is still being read. */
const UNFINISHED = Symbol("unfinished");

/** Reads values from bytes, remembering the objects it has read. */
export class ValueDecoder extends Reader implements Source {
  readonly classes: ClassRegistry | undefined;
  readonly known: readonly unknown[] | undefined;
  readonly maker: InstanceMaker | undefined;
  /** Prototypes made for classes that are not here, by their names. */
  readonly foreign: Map<string, object> = new Map();
  readonly #objects: unknown[] = [];
  /** The keys of the objects that started shapes. */
  readonly #shapes: (readonly string[])[] = [];
  #depth = 0;

  /**
   * @param bytes The encoding.
   * @param start Where its first item starts.
   * @param remembers Whether items refer back to objects.
   */
  constructor(
    bytes: Uint8Array,
    start: number,
    readonly remembers: boolean,
    options: DecoderOptions,
  ) {
    super(bytes, start);
    this.classes = options.classes;
    this.known = options.known;
    this.maker = options.maker;
  }

  /**
   * Reads the next value.
   *
   * @returns The value.
   * @throws {Corruption} If the bytes are not an encoding.
   */
  value(): unknown {
    const at = this.position;
    if (at >= this.end) throw new Corruption("it ends in the middle of a value");
    this.position = at + 1;
    const first = this.bytes[at]!;
    switch (first >> 5) {
      case 0:
        return first < 24 ? first : this.argument(first);
      case 1:
        return -1 - this.argument(first);
      case 2:
        throw new Corruption("it has bytes where a value should be");
      case 3:
        return this.text(first < 0x78 ? first & 0x1f : this.argument(first));
      case 4:
        return this.#array(first < 0x98 ? first & 0x1f : this.argument(first));
      case 5:
        return this.#plain(this.argument(first));
      case 6:
        return this.#tagged(first < 0xd8 ? first & 0x1f : this.argument(first));
      default:
        return this.#simple(first);
    }
  }

  /** Reads a value; if it is an array, one that nothing refers to, and that is not counted. */
  unlisted(): unknown {
    if (this.bytes[this.position]! >> 5 !== 4) return this.value();
    const list: unknown[] = [];
    for (let left = this.items("a list"); left > 0; left--) list.push(this.value());
    return list;
  }

  /** Reads a value that must be a number. */
  number(what: string): number {
    const value = this.value();
    if (typeof value !== "number") {
      throw new Corruption(`it has something else where ${what} should be`);
    }
    return value;
  }

  /** Reads a text. */
  textValue(what: string): string {
    const value = this.value();
    if (typeof value !== "string") {
      throw new Corruption(`it has something else where ${what} should be`);
    }
    return value;
  }

  /** Reads the head of an array, and gives how many items it has. */
  items(what: string): number {
    return this.arrayLength(what);
  }

  /** Reads the head of a map, and gives how many entries it has. */
  pairs(): number {
    const count = this.count(5, "a map");
    if (count * 2 > this.left) throw new Corruption("it claims more entries than there are bytes");
    return count;
  }

  /** Reads bytes; they are a view of the input, to be copied. */
  binary(what: string): Uint8Array {
    return this.bytesItem(what);
  }

  /** Makes room for an object in the list, for one that exists only when all of it was read. */
  reserve(): number {
    return this.#objects.push(UNFINISHED) - 1;
  }

  /** Puts an object in the list, before what it holds is read. */
  remember<T extends object>(value: T, at?: number): T {
    if (at === undefined) this.#objects.push(value);
    else this.#objects[at] = value;
    return value;
  }

  /** Gives an object that was read before. */
  recall(number: number): unknown {
    const value = this.#objects[number];
    if (value === UNFINISHED || number >= this.#objects.length) {
      throw new Corruption("it refers to an object that is not there");
    }
    return value;
  }

  /** Goes one level deeper, to come back with `leave`. */
  enter(): void {
    if (++this.#depth > 2 * MAX_DEPTH) throw new Corruption("it nests too deep");
  }

  /** Comes back from a level. */
  leave(): void {
    this.#depth--;
  }

  #array(length: number): unknown[] {
    if (length > this.left) throw new Corruption("it claims more items than there are bytes");
    this.enter();
    // Grown as it is read: nested heads could otherwise claim the same bytes again and again.
    if (length === 2 && !this.remembers) {
      const pair = [this.value(), this.value()];
      this.leave();
      return pair;
    }
    const array: unknown[] = length <= 64 ? new Array(length) : [];
    if (this.remembers) this.#objects.push(array);
    for (let i = 0; i < length; i++) array[i] = this.value();
    this.leave();
    return array;
  }

  #plain(count: number): Record<string, unknown> {
    if (count * 2 > this.left) throw new Corruption("it claims more entries than there are bytes");
    this.enter();
    const object: Record<string, unknown> = {};
    if (this.remembers) this.#objects.push(object);
    for (let i = 0; i < count; i++) {
      const key = this.key();
      // An assignment to this one would replace what the object inherits from.
      if (key === "__proto__") define(object, key, this.value());
      else object[key] = this.value();
    }
    this.leave();
    return object;
  }

  /** Reads an object that starts a shape: its keys come first. */
  #shape(): object {
    const items = this.arrayLength("an object");
    const keys: string[] = [];
    for (let i = 0; i < items / 2; i++) keys.push(this.key());
    if (items % 2 === 1 || keys.length > SHAPES.KEYS || this.#shapes.length >= SHAPES.COUNT) {
      throw new Corruption("it has an object with half a property");
    }
    this.#shapes.push(keys);
    return this.#ofShape(keys);
  }

  #record(): object {
    // Most have few properties of one of the first shapes: two bytes, which need no closer look.
    const at = this.position;
    if (at + 2 <= this.end) {
      const known = this.#shapes[this.bytes[at + 1]!];
      if (known && this.bytes[at + 1]! < 0x18 && this.bytes[at] === 0x81 + known.length) {
        this.position = at + 2;
        return this.#ofShape(known);
      }
    }
    const items = this.arrayLength("an object");
    const keys = this.#shapes[this.count(0, "a shape")];
    if (keys?.length !== items - 1) throw new Corruption("it has an object of no known shape");
    return this.#ofShape(keys);
  }

  #ofShape(keys: readonly string[]): object {
    this.enter();
    let object: Record<string, unknown>;
    if (this.remembers) {
      // It must be there before what it holds, which may refer to it.
      object = {};
      this.#objects.push(object);
      for (const key of keys) {
        if (key === "__proto__") define(object, key, this.value());
        else object[key] = this.value();
      }
    } else object = this.#literal(keys);
    this.leave();
    return object;
  }

  /** Makes an object in one go, which is several times faster; its keys are its own, whatever they are. */
  #literal(k: readonly string[]): Record<string, unknown> {
    switch (k.length) {
      case 2:
        return { [k[0]!]: this.value(), [k[1]!]: this.value() };
      case 3:
        return { [k[0]!]: this.value(), [k[1]!]: this.value(), [k[2]!]: this.value() };
      case 4:
        return {
          [k[0]!]: this.value(),
          [k[1]!]: this.value(),
          [k[2]!]: this.value(),
          [k[3]!]: this.value(),
        };
      case 5:
        return {
          [k[0]!]: this.value(),
          [k[1]!]: this.value(),
          [k[2]!]: this.value(),
          [k[3]!]: this.value(),
          [k[4]!]: this.value(),
        };
      case 6:
        return {
          [k[0]!]: this.value(),
          [k[1]!]: this.value(),
          [k[2]!]: this.value(),
          [k[3]!]: this.value(),
          [k[4]!]: this.value(),
          [k[5]!]: this.value(),
        };
      case 7:
        return {
          [k[0]!]: this.value(),
          [k[1]!]: this.value(),
          [k[2]!]: this.value(),
          [k[3]!]: this.value(),
          [k[4]!]: this.value(),
          [k[5]!]: this.value(),
          [k[6]!]: this.value(),
        };
      case 8:
        return {
          [k[0]!]: this.value(),
          [k[1]!]: this.value(),
          [k[2]!]: this.value(),
          [k[3]!]: this.value(),
          [k[4]!]: this.value(),
          [k[5]!]: this.value(),
          [k[6]!]: this.value(),
          [k[7]!]: this.value(),
        };
      default: {
        const object: Record<string, unknown> = {};
        for (const key of k) define(object, key, this.value());
        return object;
      }
    }
  }

  #tagged(tag: number): unknown {
    if (tag === TAG.RECORD) return this.#record();
    if (tag === TAG.SHAPE) return this.#shape();
    if (tag === TAG.REFERENCE) return this.recall(this.count(0, "a reference"));
    this.enter();
    const value = readTagged(this, tag);
    this.leave();
    return value;
  }

  #simple(first: number): unknown {
    switch (first) {
      case 0xf4:
        return false;
      case 0xf5:
        return true;
      case 0xf6:
        return null;
      case 0xf7:
        return undefined;
      case 0xfb: {
        if (this.left < 8) throw new Corruption("it ends in the middle of a number");
        const value = this.view.getFloat64(this.position);
        this.position += 8;
        return value;
      }
      default:
        throw new Corruption("it has a byte that starts no value");
    }
  }
}

/** Gives an object a property, whatever it inherits. */
export function define(object: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
