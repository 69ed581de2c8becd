/**
 * The classes of a map in the process that makes it, where they are the user's own.
 *
 * @module
 */

import type { AnyFunction, ClassRegistry, PrivateAccess } from "../../codec/codec.ts";
import { Refusal } from "../../codec/graph/refusal.ts";
import type { Graph } from "./graph.ts";
import { REASONS } from "./refuse.ts";

/** A map's classes, live. */
export class LiveClasses implements ClassRegistry {
  /** The private members of instances that were asked for, by class. */
  readonly #read = new WeakMap<object, unknown[]>();
  /** Instances whose private members are wanted; while there is no list, asking fails. */
  #wanted: object[] | undefined;
  /** The classes as the map's own module defines them, once there is one. */
  copies: ClassRegistry | undefined;

  /** What cannot be an instance on the other side is refused while nothing has been done yet. */
  readonly isStrict = true;

  constructor(readonly graph: Graph) {}

  /** Takes a class in, and gives its id. */
  idOf(type: AnyFunction): string {
    return String(this.graph.add(type, [type.name || "(anonymous class)"]));
  }

  /** Gives the class of an id. */
  classOf(id: string): AnyFunction | undefined {
    const entry = this.graph.entries[Number(id)];
    return entry?.kind === "function" && typeof entry.func === "function" ? entry.func : undefined;
  }

  /** Gives the number of what the function has, too. */
  sameIdOf(value: object | symbol): number | undefined {
    return this.graph.same.idOf(value);
  }

  /** Gives what has a number. */
  sameOf(id: number): object | symbol | undefined {
    return this.graph.same.of(id);
  }

  /** Finds the function that makes objects of a prototype: one that a module exports, or a captured one. */
  makerOf(prototype: object): AnyFunction | undefined {
    const owner = this.graph.exports.ownerOf(prototype);
    if (owner) return owner;
    for (const entry of this.graph.entries) {
      if (entry.kind !== "function" || typeof entry.func !== "function") continue;
      if (entry.func.prototype === prototype) return entry.func;
    }
    return undefined;
  }

  /**
   * Gives access to private members. Those of live objects can only be read ahead; and only a copy of
   * the class that htmap wrote can make an object that has them.
   */
  privatesOf(type: AnyFunction): PrivateAccess | undefined {
    const { prototype } = type;
    if (typeof prototype !== "object" || prototype === null) return undefined;
    if (this.graph.privates.classesOf(Object.create(prototype)).length === 0) return undefined;
    const copy = this.copies?.classOf(this.idOf(type), type.name);
    const access = copy && this.copies?.privatesOf?.(copy);
    return {
      read: (instance) => this.#values(instance),
      create: () => access ? access.create() : Object.create(prototype),
      adopt: (object) => access ? access.adopt(object) : Object.setPrototypeOf(object, prototype),
      write: (instance, values) => access?.write(instance, values),
    };
  }

  /**
   * Encodes something, reading private members ahead as often as more of them come to light.
   *
   * @param encode Encodes it.
   * @returns The bytes.
   */
  async withPrivates<T>(encode: () => T): Promise<T> {
    while (true) {
      const wanted: object[] = this.#wanted = [];
      let result: T;
      try {
        result = encode();
      } finally {
        this.#wanted = undefined;
      }
      if (wanted.length === 0) return result;
      for (const instance of wanted) {
        const parts = await this.graph.privates.valuesOf(instance);
        this.#read.set(instance, parts?.map(({ values }) => values) ?? []);
      }
    }
  }

  #values(instance: object): unknown[] {
    const known = this.#read.get(instance);
    if (known) return known;
    if (!this.#wanted) {
      const { reason, hint } = REASONS.unreadablePrivates;
      throw new Refusal(`it ${reason}`, hint);
    }
    this.#wanted.push(instance);
    return [];
  }
}
