/**
 * Reading the values a function was captured with: those of its variables, and what its functions and
 * classes have besides their source.
 *
 * @module
 */

import { asCorruptData, type FilesFound } from "../../codec/codec.ts";
import { Corruption } from "../../codec/bytes/corruption.ts";
import { ValueDecoder } from "../../codec/graph/decoder.ts";
import { type Item, readItem } from "../../codec/bytes/items.ts";
import { itemsOf, readProperty } from "../../codec/graph/tagged.ts";
import { STEP } from "../../wire/module.ts";
import { readRecords } from "../../wire/records.ts";
import type { PrivateInstances } from "./private_instances.ts";
import type { SameObjects } from "./same_objects.ts";

/** Where captured values go. */
export interface Targets {
  /** What is not data, by number. */
  readonly known: readonly unknown[];
  /** Set the variables, in the order their values come. */
  readonly setters: readonly ((value: unknown) => void)[];
  /** Makes instances with private members. */
  readonly privates: PrivateInstances;
  /** Takes what inputs and outputs have by number. */
  readonly same: SameObjects;
  /** Finds the files that have come along, where the function is to run. */
  readonly files: FilesFound | undefined;
}

/**
 * Reads captured values.
 *
 * @param bytes The file that capturing wrote.
 * @param source What to call it in an error.
 * @param targets Where the values go.
 * @throws {OtherForm} If another version of htmap captured them.
 * @throws {CorruptData} If the bytes are not what was captured.
 */
export function readValues(bytes: Uint8Array, source: string, targets: Targets): void {
  try {
    const [content] = readRecords(bytes, "values", source);
    if (!content) throw new Corruption("it has no values");
    const { item } = readItem(content);
    new ValuesReader(targets).read(itemsOf(item, "a list"));
  } catch (error) {
    throw asCorruptData(error, source);
  }
}

/** Reads steps, one after the other: what a step refers to was in one before. */
class ValuesReader {
  readonly #decoder: ValueDecoder;
  readonly #closed: object[] = [];
  #cell = 0;

  constructor(readonly targets: Targets) {
    this.#decoder = new ValueDecoder({
      known: targets.known,
      maker: targets.privates,
      files: targets.files,
    });
  }

  read(steps: readonly Item[]): void {
    const { privates } = this.targets;
    for (const step of steps) this.#step(itemsOf(step, "a list"));
    // Not before: instances are made by means of their classes.
    for (const one of this.#closed) if (!privates.needsOpen(one)) Object.preventExtensions(one);
  }

  #step([step, first, ...rest]: Item[]): void {
    switch (step) {
      case STEP.CELL:
        return this.targets.setters[this.#cell++]?.(this.#decoder.value(first));
      case STEP.PATCH:
        return this.#patch(this.#decoder.value(first), rest);
      case STEP.PRIVATE:
        return this.#privates(Object(this.#decoder.value(first)), rest);
      case STEP.STATIC: {
        const type = Object(this.targets.known[Number(first)]);
        return this.targets.privates.setStatics(type, this.#values(rest[0]));
      }
      case STEP.SAME:
        return this.targets.same.add(this.#values(first));
      default:
        throw new Corruption(`it has the step ${step}, which htmap does not know`);
    }
  }

  #privates(instance: object, parts: readonly Item[]): void {
    for (const part of parts) {
      const [number, values] = itemsOf(part, "a list");
      const type: unknown = this.targets.known[Number(number)];
      const own = this.#values(values);
      if (typeof type === "function") this.targets.privates.write(instance, type, own);
    }
  }

  /** Reads properties of a function, or of a prototype, that its source does not give it. */
  #patch(target: unknown, [extensible, prototypeItem, removed, ...properties]: Item[]): void {
    const prototype = this.#decoder.value(prototypeItem);
    if (!isObject(target)) throw new Corruption("it has properties of nothing");
    if (prototype !== undefined) Object.setPrototypeOf(target, Object(prototype));
    if (prototype === null) Object.setPrototypeOf(target, null);
    for (const key of this.#values(removed)) Reflect.deleteProperty(target, key as PropertyKey);
    for (const property of properties) {
      readProperty(this.#decoder, target, itemsOf(property, "a list"), 0);
    }
    if (extensible === false) this.#closed.push(target);
  }

  #values(item: Item): unknown[] {
    return itemsOf(item, "a list").map((one) => this.#decoder.value(one));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
