/**
 * Objects and symbols that inputs and outputs have by number, where a map's function runs.
 *
 * @module
 */

import { holdsConstants } from "../../base/constant_objects.ts";

/** What both sides of a map have. */
export class SameObjects {
  readonly #values: unknown[] = [];
  readonly #ids = new Map<unknown, number>();
  /** What each had when it was loaded. */
  readonly #states = new Map<unknown, readonly unknown[]>();

  /**
   * Takes them in.
   *
   * @param values All there are, in the order of their numbers.
   */
  add(values: readonly unknown[]): void {
    for (const value of values) {
      const id = this.#values.push(value) - 1;
      if (!isOne(value) || this.#ids.has(value)) continue;
      // Of any other nothing tells whether it was changed.
      if (typeof value === "object" && !holdsConstants(value)) continue;
      this.#ids.set(value, id);
      this.#states.set(value, stateOf(value));
    }
  }

  /**
   * Gives the number of one. Where it was changed a copy tells more than that it is the same.
   *
   * @param value Any object or symbol.
   * @returns Its number, or `undefined` if it has none, or was changed.
   */
  idOf(value: object | symbol): number | undefined {
    const before = this.#states.get(value);
    if (!before) return undefined;
    const now = stateOf(value);
    const isAsBefore = now.length === before.length &&
      now.every((one, index) => Object.is(one, before[index]));
    return isAsBefore ? this.#ids.get(value) : undefined;
  }

  /** The symbols among them. */
  get symbols(): symbol[] {
    return this.#values.filter((value) => typeof value === "symbol");
  }

  /**
   * Gives the one of a number.
   *
   * @param id The number.
   * @returns It, or `undefined` if there is none.
   */
  of(id: number): object | symbol | undefined {
    const value = this.#values[id];
    return isOne(value) ? value : undefined;
  }
}

function isOne(value: unknown): value is object | symbol {
  return typeof value === "symbol" || (typeof value === "object" && value !== null);
}

/** The keys of an object with what they hold. */
function stateOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Reflect.ownKeys(value).flatMap((key) => {
    return [key, Object.getOwnPropertyDescriptor(value, key)?.value];
  });
}
