/**
 * Everything a function needs, found by following what it uses.
 *
 * Functions go by their source, with the variables they close over; data goes through the codec;
 * whatever was imported, or is built in, goes by reference.
 *
 * @module
 */

import type { AnyFunction } from "../../codec/graph/class_registry.ts";
import { ValueEncoder } from "../../codec/graph/encoder.ts";
import type { Item } from "../../codec/bytes/items.ts";
import type { CaptureHooks, FilesSent } from "../../codec/graph/sink.ts";
import { extendsPlatform } from "../../base/platform_classes.ts";
import { Refusal } from "../../codec/graph/refusal.ts";
import { types } from "node:util";
import { STEP } from "../../wire/module.ts";
import { Builtins } from "./builtins.ts";
import { Exports } from "../modules/exports.ts";
import { type Reference, referenceOf } from "../modules/references.ts";
import { checkProgramFile, referredExpression } from "./referred.ts";
import { FunctionReader } from "./functions.ts";
import { BUNDLE, ImportTable } from "../modules/imports.ts";
import { isNamespaceLike, isOneOnly } from "./kinds.ts";
import { namespaceExpression } from "./namespaces.ts";
import { type Owner, SameObjects } from "./same_objects.ts";
import { PrototypeOwners, type PrototypeTable } from "./prototype_owners.ts";
import type { Inspector } from "../engine/inspector.ts";
import { asCannotCapture, cannotCapture, REASONS } from "./refuse.ts";
import type { PrivateMembers } from "./private_members.ts";
import type { Scripts } from "../engine/scripts.ts";
import type {
  Cell,
  Collector,
  Entry,
  FunctionEntry,
  Patch,
  Reading,
  ReadingSource,
  WantedClass,
} from "./types.ts";

/** What a captured function needs: the table of what is not data, the variables, and the data. */
export class Graph implements CaptureHooks, Collector, PrototypeTable, Owner {
  /** What is not data, by number. */
  readonly entries: Entry[] = [];
  /** The variables, in the order their values are in the data. */
  readonly cells: Cell[] = [];
  /** The imports of all captured functions. */
  readonly imports: ImportTable;
  readonly exports: Exports = new Exports();
  readonly held: Map<AnyFunction | symbol, WantedClass> = new Map();
  readonly builtins: Builtins = new Builtins();
  /** What inputs and outputs have by number. */
  readonly same: SameObjects = new SameObjects(this);
  readonly encoder: ValueEncoder;
  readonly reads: ReadingSource[] = [];
  /** Files to be sent along with every job: programs. */
  readonly inputFiles: string[] = [];
  /** The numbers of what is in `entries`. */
  readonly numbers: Map<unknown, number> = new Map();
  readonly #reader: FunctionReader;
  readonly #prototypes: PrototypeOwners;
  /** The data: what is to be done, step by step. */
  readonly #steps: Item[] = [];
  readonly #queue: (() => Promise<void>)[] = [];
  /** Find properties to be put on functions after all data is read. */
  readonly #patches: (() => Patch | undefined)[] = [];
  readonly #patched = new Set<object>();
  /** The way to the variable or property whose value is being written. */
  #at: readonly string[] = [];

  constructor(
    readonly inspector: Inspector,
    readonly scripts: Scripts,
    readonly privates: PrivateMembers,
    /** Told of the files that paths in variables lead to. */
    files?: FilesSent,
  ) {
    this.encoder = new ValueEncoder({ hooks: this, files });
    this.imports = new ImportTable();
    this.#reader = new FunctionReader(this);
    this.#prototypes = new PrototypeOwners(this);
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
    this.#writeStep(STEP.CELL, cell.path, () => [this.encoder.item(value)]);
  }

  /** Puts something in the table. */
  enter(value: unknown, entry: Entry): number {
    const number = this.entries.push(entry) - 1;
    this.numbers.set(value, number);
    return number;
  }

  /** Has properties that its source does not give it put on an object, if it is found to have any. */
  patch(target: object, find: () => Patch | undefined): void {
    this.#patches.push(() => {
      if (this.#patched.has(target)) return undefined;
      const patch = find();
      if (patch) this.#patched.add(target);
      return patch;
    });
  }

  /** Has properties put on an object, whatever was put on it before; or found anew, if none are given. */
  patchAgain(target: object, patch?: Patch): void {
    if (patch) this.#patches.push(() => patch);
    else this.#patched.delete(target);
  }

  /** Whether an object was written as data before. */
  isData(value: object): boolean {
    return this.encoder.hasMet(value);
  }

  /** Has something done before `settle` returns. */
  later(act: () => Promise<void>): void {
    this.#queue.push(act);
  }

  /** Follows what was added so far to its end, with what functions have besides their source. */
  async settleAll(): Promise<void> {
    await this.settle();
    for (let next = this.#patches.shift(); next; next = this.#patches.shift()) {
      const patch = next();
      if (!patch) continue;
      this.#writePatch(patch);
      await this.settle();
    }
  }

  /** Follows what was added since to its end, and writes all properties of functions. */
  async complete(): Promise<void> {
    do {
      await this.settleAll();
      // What waits for a class may wait for one of these.
    } while (this.pending().length === 0 && await this.#reader.placeInsiders());
  }

  /** The classes that are to be read, unless the bundle has them. */
  pending(): Reading[] {
    return this.entries.flatMap((entry) =>
      entry.kind === "function" && entry.state?.kind === "pending" ? [entry.state.reading] : []
    );
  }

  /**
   * Decides what becomes of a class that was pending.
   *
   * @param reading The class.
   * @param expression What stands for it in the bundle, if that has it.
   */
  async decide(reading: Reading, expression: string | undefined): Promise<void> {
    reading.entry.state = expression === undefined ? undefined : { kind: "reference", expression };
    if (expression === undefined) await this.#reader.readSource(reading);
  }

  /**
   * Has the map know a class that the bundle has, unless it knows it already; or take a symbol that was
   * captured from there.
   *
   * @param type The class, or the symbol.
   * @param expression What stands for it in the bundle.
   */
  addHeld(type: AnyFunction | symbol, expression: string): void {
    if (typeof type === "symbol") {
      const number = this.numbers.get(type);
      if (number !== undefined && this.entries[number]?.kind === "symbol") {
        this.entries[number] = { kind: "builtin", expression };
      }
      return;
    }
    if (this.numbers.has(type)) return;
    const state = { kind: "reference" as const, expression };
    const of = this.enter(type, { kind: "function", func: type, path: [type.name], state });
    if (!this.numbers.has(type.prototype)) this.enter(type.prototype, { kind: "prototype", of });
  }

  /**
   * Gives the data, once all is complete.
   *
   * @returns The variables' values and the properties of functions, encoded.
   */
  take(): Uint8Array {
    const items = this.same.items((value) => this.encoder.item(value));
    if (items.length > 0) this.#steps.push([STEP.SAME, items]);
    return this.encoder.write(this.#steps);
  }

  /** Called by the encoder for all that may not be data. */
  known(value: object | symbol): number | undefined {
    const number = this.numbers.get(value);
    if (number !== undefined) return number;
    const path = [...this.#at, ...this.encoder.path];
    if (typeof value !== "function") {
      const expression = this.builtins.findOfNode(value);
      if (expression !== undefined) return this.enter(value, { kind: "builtin", expression });
    }
    if (typeof value === "symbol") return this.#symbol(value);
    const isSought = typeof value !== "function" &&
      (isOneOnly(value) || this.same.isMember(value));
    const place = isSought ? this.exports.placeOf(value) : undefined;
    if (place) {
      return this.enter(value, { kind: "builtin", expression: this.imports.at(place) });
    }
    if (typeof value === "function") return this.#numberOf(value, path);
    if (types.isProxy(value)) {
      // The environment is the one proxy that is everywhere.
      if (value === Reflect.get(globalThis, "process")?.env) {
        return this.enter(value, { kind: "builtin", expression: "process.env" });
      }
      throw new Refusal(`it ${REASONS.proxy.reason}`, REASONS.proxy.hint);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (types.isModuleNamespaceObject(value)) return this.#namespace(value, path);
    const isUsual = prototype === Object.prototype || prototype === Array.prototype;
    const type: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
    const owner = this.exports.ownerOf(value) ?? type;
    if (typeof owner === "function" && owner.prototype === value) {
      // The prototype of a function goes with the function.
      this.#numberOf(owner, path);
      const known = this.numbers.get(value);
      if (known !== undefined) return known;
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
        return [number, values.map((value) => this.encoder.item(value))];
      });
    });
  }

  /** Writes the private fields of an instance, now that they can be asked for. */
  async #writePrivates(value: object, path: readonly string[]): Promise<void> {
    const parts = await this.privates.valuesOf(value);
    if (!parts) throw cannotCapture(path, REASONS.unreadablePrivates);
    for (const { type } of parts) await this.#checkMaker(type, path);
    this.#writeStep(STEP.PRIVATE, path, () => {
      const instance = this.encoder.item(value);
      return [
        instance,
        ...parts.map(({ type, values }) => [
          this.#numberOf(type, path),
          values.map((inner) => this.encoder.item(inner)),
        ]),
      ];
    });
  }

  /** Makes sure that a class is written out, so that it can be made to give its private members. */
  async #checkMaker(type: object, path: readonly string[]): Promise<void> {
    const number = this.#numberOf(type, path);
    const entry = this.entries[number];
    if (entry?.kind === "function") {
      await this.#reader.read(number, entry);
      if (entry.state?.kind === "source" || entry.state?.kind === "pending") return;
      if (entry.state?.kind === "reference" && entry.state.expression.startsWith(BUNDLE)) return;
    }
    throw cannotCapture(path, REASONS.unreadablePrivates);
  }

  #writeStep(
    step: typeof STEP[keyof typeof STEP],
    path: readonly string[],
    write: () => Item[],
  ): void {
    this.#at = path;
    try {
      this.#steps.push([step, ...write()]);
    } catch (error) {
      throw asCannotCapture(error, path);
    }
  }

  #writePatch({ target, keys, removed, path, prototype }: Patch): void {
    const { encoder } = this;
    this.#writeStep(STEP.PATCH, path, () => {
      return [
        encoder.item(target),
        Object.isExtensible(target),
        encoder.item(prototype),
        removed.map((key) => encoder.item(key)),
        ...keys.map((key) => encoder.property(target, key)),
      ];
    });
  }

  #numberOf(func: object, path: readonly string[]): number {
    const known = this.numbers.get(func);
    if (known !== undefined) return known;
    if (types.isProxy(func)) throw cannotCapture(path, REASONS.proxy);
    const reference = referenceOf(func);
    if (reference) return this.#referred(func, reference, path);
    const builtin = this.builtins.find(func);
    if (builtin !== undefined) return this.enter(func, { kind: "builtin", expression: builtin });
    const entry: FunctionEntry = { kind: "function", func, path, state: undefined };
    const number = this.enter(func, entry);
    this.addPrototype(func, number);
    this.later(() => this.#reader.read(number, entry));
    return number;
  }

  #referred(func: object, reference: Reference, path: readonly string[]): number {
    if (reference.kind === "wrapper") {
      const number = this.#numberOf(reference.func, path);
      this.numbers.set(func, number);
      return number;
    }
    const { file } = reference.kind === "program" ? reference : {};
    if (file !== undefined && !this.inputFiles.includes(file)) {
      this.inputFiles.push(file);
      this.later(() => checkProgramFile(file));
    }
    const expression = referredExpression(reference, this.imports);
    return this.enter(func, { kind: "builtin", expression });
  }

  /** Has the prototype that a function was made with known as such, unless it is another's. */
  addPrototype(func: object, number: number): void {
    this.#prototypes.add(func, number);
  }

  /** Has it known as that of a function that cannot be given another where it travels to. */
  claimPrototype(func: object, number: number): void {
    this.#prototypes.claim(func, number);
  }

  /** Whether an object is known as the prototype that a function was made with. */
  isPrototype(value: unknown, number: number | undefined): boolean {
    const entry = this.entries[this.numbers.get(value) ?? -1];
    return entry?.kind === "prototype" && entry.of === number;
  }

  #symbol(value: symbol): number | undefined {
    if (Symbol.keyFor(value) !== undefined) return undefined;
    for (const key of Object.getOwnPropertyNames(Symbol)) {
      if (Reflect.get(Symbol, key) === value) return undefined;
    }
    const place = this.exports.placeOf(value);
    if (place) return this.enter(value, { kind: "builtin", expression: this.imports.at(place) });
    return this.enter(value, { kind: "symbol", description: value.description });
  }

  /** Enters a module's namespace object; what stands for it is found out later. */
  #namespace(value: object, path: readonly string[]): number {
    const number = this.enter(value, { kind: "builtin", expression: "undefined" });
    this.later(async () => {
      const expression = await namespaceExpression(value, this, path);
      this.entries[number] = { kind: "builtin", expression };
    });
    return number;
  }
}
