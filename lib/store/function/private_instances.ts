/**
 * Instances with private members, where a map's function runs.
 *
 * @module
 */

import type { AnyFunction, PrivateAccess } from "../../codec/codec.ts";
import type { PrivateParts } from "../../wire/module.ts";

/** Makes and fills instances of the classes of a generated module that have private members. */
export class PrivateInstances {
  /** Whether constructors are to do nothing but give an object its private members. */
  restoring = false;
  readonly #parts = new Map<object, PrivateParts>();
  readonly #marked = new WeakMap<object, Set<object>>();
  readonly #fields = new Map<object, readonly PropertyKey[]>();

  /** Whether a class cannot be frozen: a derived one inherits from another while it makes instances. */
  needsOpen(type: object): boolean {
    const parts = this.#parts.get(type);
    return parts !== undefined && parts.marksInstances && parts.isDerived;
  }

  /** Takes what a class says of itself. */
  add(type: object, parts: PrivateParts): void {
    this.#parts.set(type, parts);
  }

  /** Gives the private static fields of a class their values. */
  setStatics(type: object, values: readonly unknown[]): void {
    this.#parts.get(type)?.setStatics(values);
  }

  /**
   * Gives access to the private members of a class's instances.
   *
   * @param type The class.
   * @returns The access, or `undefined` if they have none.
   */
  accessOf(type: AnyFunction): PrivateAccess | undefined {
    const chain = this.#chainOf(type);
    if (chain.length === 0) return undefined;
    return {
      read: (instance) => chain.map((one) => this.#parts.get(one)!.read(instance)),
      create: () => this.create(type),
      adopt: (object) => {
        Object.setPrototypeOf(object, type.prototype);
        this.mark(object);
      },
      write: (instance, values) => {
        chain.forEach((one, index) => {
          const own: unknown = values[index];
          if (!Array.isArray(own)) throw new TypeError("there are too few of them");
          this.write(instance, one, own);
        });
      },
    };
  }

  /** Makes an instance with the private members of all its classes, and nothing else. */
  create(type: unknown): object {
    if (typeof type !== "function") throw new TypeError("there is no such class");
    const chain = this.#chainOf(type);
    const root = chain[0];
    const instance: object = root && !this.#parts.get(root)!.isDerived
      ? this.#construct(root, type)
      : Object.create(type.prototype);
    for (const one of chain) this.#mark(instance, one);
    return instance;
  }

  /**
   * Gives an object the private members of all classes it is an instance of. This is for objects that
   * only the platform can make, and must be done before they are frozen.
   */
  mark(object: object): void {
    const prototype: object | null = Object.getPrototypeOf(object);
    const type: unknown = prototype &&
      Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    if (typeof type !== "function" || type.prototype !== prototype) return;
    for (const one of this.#chainOf(type)) this.#mark(object, one);
  }

  /** Gives an instance the private members of one class, with values. */
  write(instance: object, type: AnyFunction, values: readonly unknown[]): void {
    this.#mark(instance, type);
    this.#parts.get(type)?.write(instance, values);
  }

  #chainOf(type: AnyFunction): AnyFunction[] {
    const chain: AnyFunction[] = [];
    for (let at: unknown = type; typeof at === "function"; at = Object.getPrototypeOf(at)) {
      if (this.#parts.get(at)?.marksInstances) chain.unshift(at);
    }
    return chain;
  }

  #construct(type: AnyFunction, as: AnyFunction): object {
    const instance = this.#restore(() => Reflect.construct(type, this.#argumentsOf(type), as));
    this.#markedBy(instance).add(type);
    // The public fields get the properties they had, in the order they had, from the data.
    for (const key of Reflect.ownKeys(instance)) Reflect.deleteProperty(instance, key);
    return instance;
  }

  /** Something for every parameter, so that no default is used: those may do anything. */
  #argumentsOf(type: AnyFunction): unknown[] {
    return Array.from({ length: this.#parts.get(type)!.parameters }, () => ANYTHING);
  }

  /** Gives an object the private members of one class, and leaves its properties as they are. */
  #mark(instance: object, type: AnyFunction): void {
    const marked = this.#markedBy(instance);
    if (marked.has(type)) return;
    marked.add(type);
    // Only these are looked at: a large array has far too many properties to list them.
    const fields = this.#fieldsOf(type);
    const before = fields.map((key) => Reflect.getOwnPropertyDescriptor(instance, key));
    this.#constructOn(instance, type);
    fields.forEach((key, index) => {
      const property = before[index];
      if (property) Object.defineProperty(instance, key, property);
      else Reflect.deleteProperty(instance, key);
    });
  }

  /** The names of the public fields a derived class declares. */
  #fieldsOf(type: AnyFunction): readonly PropertyKey[] {
    let fields = this.#fields.get(type);
    if (!fields) {
      const probe = {};
      this.#constructOn(probe, type);
      this.#fields.set(type, fields = Reflect.ownKeys(probe));
    }
    return fields;
  }

  /** Has a derived class's constructor put its fields on an object that is there. */
  #constructOn(instance: object, type: AnyFunction): void {
    const parent: object | null = Object.getPrototypeOf(type);
    Object.setPrototypeOf(type, function () {
      return instance;
    });
    try {
      this.#restore(() => Reflect.construct(type, this.#argumentsOf(type)));
    } finally {
      Object.setPrototypeOf(type, parent);
    }
  }

  #markedBy(instance: object): Set<object> {
    let marked = this.#marked.get(instance);
    if (!marked) this.#marked.set(instance, marked = new Set());
    return marked;
  }

  #restore<T>(act: () => T): T {
    this.restoring = true;
    try {
      return act();
    } finally {
      this.restoring = false;
    }
  }
}

/** An argument that survives being destructured, for parameters that take their argument apart. */
const ANYTHING: unknown = new Proxy(function () {}, {
  get: (_, key) => key === Symbol.iterator ? () => [][Symbol.iterator]() : ANYTHING,
});
