/**
 * Everything a function needs, found by following what it uses.
 *
 * Functions go by their source, with the variables they close over; data goes through the codec;
 * whatever was imported, or is built in, goes by reference.
 *
 * @module
 */

import { ValueEncoder } from "../codec/encoder.ts";
import type { CaptureHooks } from "../codec/sink.ts";
import { flagsOf } from "../codec.ts";
import { VERSION } from "../codec/format.ts";
import { extendsPlatform } from "../codec/globals.ts";
import { Refusal } from "../codec/refusal.ts";
import { types } from "node:util";
import { Builtins } from "./builtins.ts";
import { FunctionReader } from "./functions.ts";
import { BUNDLE, ImportTable } from "./imports.ts";
import type { Inspector } from "./inspector.ts";
import { asCannotCapture, cannotCapture, REASONS } from "./refuse.ts";
import type { Privates } from "./privates.ts";
import type { Scripts } from "./scripts.ts";
import type { Cell, Collector, Entry, FunctionEntry, Patch } from "./types.ts";

/** What the data of a capture is a list of: each has its number first. */
export const STEP = { CELL: 0, PATCH: 1, PRIVATE: 2, STATIC: 3 } as const;

/** What a captured function needs: the table of what is not data, the variables, and the data. */
export class Graph implements CaptureHooks, Collector {
  /** What is not data, by number. */
  readonly entries: Entry[] = [];
  /** The variables, in the order their values are in the data. */
  readonly cells: Cell[] = [];
  /** The imports of all captured functions. */
  readonly imports: ImportTable;
  readonly builtins: Builtins = new Builtins();
  readonly encoder: ValueEncoder = new ValueEncoder({ hooks: this });
  /** The numbers of what is in `entries`. */
  readonly numbers: Map<unknown, number> = new Map();
  readonly #reader: FunctionReader;
  readonly #queue: (() => Promise<void>)[] = [];
  /** Properties to be put on functions after all data is read. */
  readonly #patches: Patch[] = [];
  readonly #patched = new Set<object>();
  /** The way to the variable or property whose value is being written. */
  #at: readonly string[] = [];

  constructor(
    readonly inspector: Inspector,
    readonly scripts: Scripts,
    readonly privates: Privates,
  ) {
    this.imports = new ImportTable();
    this.#reader = new FunctionReader(this);
  }

  /**
   * Adds a function or class, to be followed by `settle`.
   *
   * @param func The function.
   * @param path The way to it, for messages.
   * @returns Its number.
   */
  add(func: object, path: readonly string[]): number {
    this.#at = path;
    return this.#numberOf(func, path);
  }

  /** Follows everything added so far to its end. */
  async settle(): Promise<void> {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await next();
    this.#reader.rest();
  }

  /** Adds a variable, and writes the value it has now. */
  addCell(cell: Cell, value: unknown): void {
    this.cells.push(cell);
    this.#writeStep(STEP.CELL, cell.path, () => this.encoder.value(value));
  }

  /** Puts something in the table. */
  enter(value: unknown, entry: Entry): number {
    const number = this.entries.push(entry) - 1;
    this.numbers.set(value, number);
    return number;
  }

  /** Notes properties of a function that its source does not give it. */
  patch(patch: Patch): void {
    if (this.#patched.has(patch.target)) return;
    this.#patched.add(patch.target);
    this.#patches.push(patch);
  }

  /** Has something done before `settle` returns. */
  later(act: () => Promise<void>): void {
    this.#queue.push(act);
  }

  /**
   * Writes what is left and gives the data.
   *
   * @returns The variables' values, then the properties of functions, encoded.
   */
  async finish(): Promise<Uint8Array> {
    do {
      await this.settle();
      for (let next = this.#patches.shift(); next; next = this.#patches.shift()) {
        this.#writePatch(next);
        await this.settle();
      }
    } while (await this.#reader.placeInsiders());
    return this.encoder.take([VERSION, flagsOf(this.encoder)]);
  }

  /** Called by the encoder for all that may not be data. */
  known(value: object | symbol): number | undefined {
    const number = this.numbers.get(value);
    if (number !== undefined) return number;
    const path = [...this.#at, ...this.encoder.path];
    if (typeof value === "symbol") return this.#symbol(value);
    if (typeof value === "function") return this.#numberOf(value, path);
    if (types.isProxy(value)) {
      // The environment is the one proxy that is everywhere.
      if (value === Reflect.get(globalThis, "process")?.env) {
        return this.enter(value, { kind: "builtin", expression: "process.env" });
      }
      throw new Refusal(`it ${REASONS.proxy.reason}`, REASONS.proxy.hint);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (types.isModuleNamespaceObject(value)) return this.#namespace(value);
    const isUsual = prototype === Object.prototype || prototype === Array.prototype;
    const type: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
    if (typeof type === "function" && type.prototype === value) {
      // The prototype of a function goes with the function.
      this.#numberOf(type, path);
      return this.numbers.get(value);
    }
    if (isUsual && !isNamespaceLike(value)) return undefined;
    const expression = this.builtins.find(value);
    return expression === undefined
      ? undefined
      : this.enter(value, { kind: "builtin", expression });
  }

  /** Called by the encoder: what the platform makes gets its private members when it is there. */
  maker(value: object): number | undefined {
    const prototype: object = Object.getPrototypeOf(value);
    if (this.privates.classesOf(value).length === 0 || extendsPlatform(prototype)) return undefined;
    const type: unknown = prototype.constructor;
    if (typeof type !== "function") return undefined;
    return this.#numberOf(type, [...this.#at, ...this.encoder.path]);
  }

  /** Called by the encoder after it wrote an object of a class. */
  instance(value: object): void {
    if (this.privates.classesOf(value).length === 0) return;
    const path = [...this.#at, ...this.encoder.path];
    this.later(() => this.#writePrivates(value, path));
  }

  /** Notes that a class has private static fields. */
  addStatics(type: object, number: number, path: readonly string[]): void {
    this.later(async () => {
      const values = await this.privates.staticsOf(type);
      this.#writeStep(STEP.STATIC, [...path, "[private static members]"], () => {
        this.encoder.number(number);
        this.encoder.array(values.length);
        for (const value of values) this.encoder.value(value);
      });
    });
  }

  /** Writes the private fields of an instance, now that they can be asked for. */
  async #writePrivates(value: object, path: readonly string[]): Promise<void> {
    const parts = await this.privates.valuesOf(value);
    if (!parts) throw cannotCapture(path, REASONS.unreadablePrivates);
    for (const { type } of parts) await this.#checkMaker(type, path);
    this.#writeStep(STEP.PRIVATE, path, () => {
      this.encoder.value(value);
      this.encoder.array(parts.length);
      for (const { type, values } of parts) {
        const number = this.#numberOf(type, path);
        this.encoder.number(number);
        this.encoder.array(values.length);
        for (const inner of values) this.encoder.value(inner);
      }
    });
  }

  /** Makes sure that a class is written out, so that it can be made to give its private members. */
  async #checkMaker(type: object, path: readonly string[]): Promise<void> {
    const number = this.#numberOf(type, path);
    const entry = this.entries[number];
    if (entry?.kind === "function") {
      await this.#reader.read(number, entry);
      if (entry.state?.kind === "source") return;
      if (entry.state?.kind === "reference" && entry.state.expression.startsWith(BUNDLE)) return;
    }
    throw cannotCapture(path, REASONS.unreadablePrivates);
  }

  #writeStep(step: number, path: readonly string[], write: () => void): void {
    this.#at = path;
    try {
      this.encoder.number(step);
      write();
    } catch (error) {
      throw asCannotCapture(error, path);
    }
  }

  #writePatch({ target, keys, removed, path, prototype }: Patch): void {
    const { encoder } = this;
    this.#writeStep(STEP.PATCH, path, () => {
      encoder.array(3 + removed.length + keys.length);
      encoder.value(target);
      encoder.boolean(Object.isExtensible(target));
      encoder.value(prototype);
      for (const key of removed) {
        encoder.array(1);
        encoder.value(key);
      }
      for (const key of keys) {
        encoder.array("value" in Reflect.getOwnPropertyDescriptor(target, key)! ? 3 : 4);
        encoder.property(target, key);
      }
    });
  }

  #numberOf(func: object, path: readonly string[]): number {
    const known = this.numbers.get(func);
    if (known !== undefined) return known;
    if (types.isProxy(func)) throw cannotCapture(path, REASONS.proxy);
    const builtin = this.builtins.find(func);
    if (builtin !== undefined) return this.enter(func, { kind: "builtin", expression: builtin });
    const entry: FunctionEntry = { kind: "function", func, path, state: undefined };
    const number = this.enter(func, entry);
    const { configurable, value: prototype } = Object.getOwnPropertyDescriptor(func, "prototype") ??
      {};
    // One that can be deleted is no more than a property someone gave it.
    const isOwn = typeof prototype === "object" && prototype !== null && !configurable;
    if (isOwn && !this.numbers.has(prototype)) {
      this.enter(prototype, { kind: "prototype", of: number });
    }
    this.later(() => this.#reader.read(number, entry));
    return number;
  }

  #symbol(value: symbol): number | undefined {
    if (Symbol.keyFor(value) !== undefined) return undefined;
    for (const key of Object.getOwnPropertyNames(Symbol)) {
      if (Reflect.get(Symbol, key) === value) return undefined;
    }
    return this.enter(value, { kind: "symbol", description: value.description });
  }

  #namespace(value: object): number | undefined {
    const expression = this.imports.namespaceExpression(value);
    return expression === undefined
      ? undefined
      : this.enter(value, { kind: "builtin", expression });
  }
}

/** Whether an object looks like Math or JSON, which inherit from Object like plain ones do. */
function isNamespaceLike(value: object): boolean {
  return Object.hasOwn(value, Symbol.toStringTag) || value === Object.prototype ||
    value === Array.prototype || value === Reflect || value === globalThis.console ||
    value === Deno || value === globalThis;
}
