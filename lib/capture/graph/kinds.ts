/**
 * Kinds of objects that a capture does not take for mere data.
 *
 * @module
 */

import { types } from "node:util";

/**
 * Tells whether an object of a module is found there again, and not copied: one that no one can have
 * changed, or that cannot be copied.
 *
 * @param value The object.
 * @returns Whether there is only the one.
 */
export function isOneOnly(value: object): boolean {
  return isConstant(value, 2) || types.isProxy(value) || types.isWeakMap(value) ||
    types.isWeakSet(value) || types.isPromise(value);
}

/** Whether an object is frozen, with what it holds, as far as is looked. */
export function isConstant(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0 || types.isProxy(value) || !Object.isFrozen(value)) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value))
    .every((one) => isConstant(one.value, depth - 1));
}

/** Whether an object looks like Math or JSON, which inherit from Object like plain ones do. */
export function isNamespaceLike(value: object): boolean {
  return Object.hasOwn(value, Symbol.toStringTag) || value === Object.prototype ||
    value === Array.prototype || value === Reflect || value === globalThis.console ||
    value === Deno || value === globalThis;
}

/** Whether a function is written as a class, whose prototype is what it was made with. */
export function isClassSyntax(func: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(func));
}
