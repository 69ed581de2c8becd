/**
 * Instances with private members, where a map's function runs.
 *
 * @module
 */

import type { AnyFunction, PrivateAccess } from "../lib/codec.ts";

/** What a class of a generated module says about its private members. */
export interface PrivateParts {
  readonly isDerived: boolean;
  readonly marksInstances: boolean;
  read(instance: object): unknown[];
  write(instance: object, values: readonly unknown[]): void;
  setStatics(values: readonly unknown[]): void;
}

/** Makes and fills instances of the classes of a generated module that have private members. */
export class PrivateMembers {
  /** Whether constructors are to do nothing but give an object its private members. */
  restoring = false;
  readonly #parts = new Map<object, PrivateParts>();
  readonly #marked = new WeakMap<object, Set<object>>();

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
    const instance = this.#restore(() =>
      Reflect.construct(type, Array.from({ length: type.length }, () => ANYTHING), as)
    );
    this.#markedBy(instance).add(type);
    // The public fields get the properties they had, in the order they had, from the data.
    for (const key of Reflect.ownKeys(instance)) Reflect.deleteProperty(instance, key);
    return instance;
  }

  /** Has a derived class's constructor put its private members on an object that is there. */
  #mark(instance: object, type: AnyFunction): void {
    const marked = this.#markedBy(instance);
    if (marked.has(type)) return;
    marked.add(type);
    const keys = new Set(Reflect.ownKeys(instance));
    const parent: object | null = Object.getPrototypeOf(type);
    Object.setPrototypeOf(type, function () {
      return instance;
    });
    try {
      this.#restore(() =>
        Reflect.construct(type, Array.from({ length: type.length }, () => ANYTHING))
      );
    } finally {
      Object.setPrototypeOf(type, parent);
    }
    for (const key of Reflect.ownKeys(instance)) {
      if (!keys.has(key)) Reflect.deleteProperty(instance, key);
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
