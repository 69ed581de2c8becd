/**
 * Kinds of objects that a capture does not take for mere data.
 *
 * @module
 */

import { types } from "node:util";
import { isConstant } from "../../base/constant_objects.ts";

/**
 * Tells whether an object of a module is found there again, and not copied: one that no one can have
 * changed, or that cannot be copied.
 *
 * @param value The object.
 * @returns Whether there is only the one.
 */
export function isOneOnly(value: object): boolean {
  return isConstant(value) || types.isProxy(value) || types.isWeakMap(value) ||
    types.isWeakSet(value) || types.isPromise(value);
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
