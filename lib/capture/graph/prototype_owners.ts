/**
 * Whose a prototype is that may be that of several functions: of the one that its source, or its module,
 * makes with it. All others are given it as a property.
 *
 * @module
 */

import { types } from "node:util";
import { isClassSyntax } from "./kinds.ts";
import type { Entry, Patch } from "./types.ts";

/** Where prototypes are known as those of functions. */
export interface PrototypeTable {
  /** What is not data, by number. */
  readonly entries: Entry[];
  /** The numbers of what is not data. */
  readonly numbers: ReadonlyMap<unknown, number>;
  /** Puts something in the table, and gives its number. */
  enter(value: unknown, entry: Entry): number;
  /** Gives the number of what may not be data; `undefined` for data. */
  known(value: object | symbol): number | undefined;
  /** Whether an object was written as data before. */
  isData(value: object): boolean;
  /** Has properties put on an object, whatever was put on it before; or found anew, if none are given. */
  patchAgain(target: object, patch?: Patch): void;
}

/** Decides which function a prototype is written out with. */
export class PrototypeOwners {
  constructor(readonly graph: PrototypeTable) {}

  /**
   * Has the prototype that a function was made with known as such, unless it is another's.
   *
   * @param func The function.
   * @param number Its number.
   */
  add(func: object, number: number): void {
    const { graph } = this;
    const { configurable, value: prototype } = Object.getOwnPropertyDescriptor(func, "prototype") ??
      {};
    // One that can be deleted is no more than a property someone gave it.
    if (typeof prototype !== "object" || prototype === null || configurable) return;
    if (isClassSyntax(func)) return this.claim(func, number);
    if (graph.numbers.has(prototype) || graph.isData(prototype)) return;
    if (types.isProxy(prototype) || graph.known(prototype) !== undefined) return;
    graph.enter(prototype, { kind: "prototype", of: number });
  }

  /**
   * Has a prototype known as that of a function that cannot be given another where it travels to: it is
   * a class, or a function of a module.
   *
   * @param func The function.
   * @param number Its number.
   */
  claim(func: object, number: number): void {
    const { graph } = this;
    const prototype: unknown = Object.getOwnPropertyDescriptor(func, "prototype")?.value;
    if (typeof prototype !== "object" || prototype === null) return;
    const known = graph.numbers.get(prototype);
    if (known === undefined) {
      graph.enter(prototype, { kind: "prototype", of: number });
      return;
    }
    const entry = graph.entries[known];
    if (entry?.kind !== "prototype" || entry.of === number) return;
    const other = graph.entries[entry.of];
    if (other?.kind !== "function" || isClassSyntax(other.func)) return;
    if (other.state?.kind === "reference") return;
    graph.entries[known] = { kind: "prototype", of: number };
    graph.patchAgain(prototype);
    // It may have been looked at already, and have been found to have its own.
    const { func: target, path } = other;
    const keys = ["prototype"];
    graph.patchAgain(target, { target, keys, removed: [], path, prototype: undefined });
  }
}
