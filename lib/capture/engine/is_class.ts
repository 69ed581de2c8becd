/**
 * Telling which functions are classes.
 *
 * @module
 */

import { types } from "node:util";

/**
 * Tells whether a function has instances: it is a class, or its prototype was given something.
 *
 * @param func The function.
 * @returns Whether its instances are to be known as such.
 */
export function isClassValue(func: object): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(func, "prototype")?.value;
  if (typeof prototype !== "object" || prototype === null || types.isProxy(prototype)) return false;
  const own = Object.getOwnPropertyDescriptor(prototype, "constructor");
  // A prototype may not name its function, but one that names another is that other's.
  if (own && own.value !== func) return false;
  if (/^class\b/.test(Function.prototype.toString.call(func))) return true;
  return Reflect.ownKeys(prototype).length > (own ? 1 : 0) ||
    own !== undefined && Object.getPrototypeOf(prototype) !== Object.prototype;
}
