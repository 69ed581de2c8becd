/**
 * Which objects stay what they are.
 *
 * @module
 */

import { types } from "node:util";

/**
 * Tells whether a value cannot be changed: it is a primitive, or is frozen with what it holds.
 *
 * @param value Any value.
 * @param depth How many objects deep it is looked at; what is deeper may be anything.
 * @returns Whether it stays what it is, as far as is looked.
 */
export function isConstant(value: unknown, depth = 2): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0 || types.isProxy(value) || !Object.isFrozen(value)) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value))
    .every((one) => isConstant(one.value, depth - 1));
}

/**
 * Tells whether all that an object has are constants, so that what it has tells whether it was changed.
 *
 * @param value The object, which may be changed itself.
 * @returns Whether it holds constants only.
 */
export function holdsConstants(value: object): boolean {
  if (types.isProxy(value)) return false;
  return Reflect.ownKeys(value).every((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)!;
    return "value" in descriptor && typeof descriptor.value !== "function" &&
      isConstant(descriptor.value);
  });
}
