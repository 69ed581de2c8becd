/**
 * How the codec learns of the classes a map knows.
 *
 * @module
 */

/** Any function or class, whatever it takes and gives. */
// deno-lint-ignore ban-types -- no other type has both functions and classes
export type AnyFunction = Function;

/** Reads and restores the private members of a class's instances. */
export interface PrivateAccess {
  /** Gives the values of its private fields, in an order `write` understands. */
  read(instance: object): unknown[];
  /** @returns An instance that has its private members, but no values in them yet. */
  create(): object;
  /** Makes an instance of what only the platform can make, such as a Map. */
  adopt(object: object): void;
  /** An instance made by `create` or `adopt`. */
  write(instance: object, values: readonly unknown[]): void;
}

/** The classes a map knows: an instance of one travels under its id and arrives as an instance. */
export interface ClassRegistry {
  /** Asked when an instance is encoded. */
  idOf(constructor: AnyFunction): string | undefined;
  /** Asked when an instance is decoded. */
  classOf(id: string): AnyFunction | undefined;
  /** Asked for a prototype that does not name its class, as older code has them. */
  makerOf?(prototype: object): AnyFunction | undefined;
  /** Whether instances of a class that is not found are refused, and not sent as plain objects. */
  readonly isStrict?: boolean;
  /** Asked for classes whose instances have private members. */
  privatesOf?(constructor: AnyFunction): PrivateAccess | undefined;
  /** Encodes something that may hold instances whose private members have to be read ahead. */
  withPrivates?<T>(encode: () => T): Promise<T>;
}

/** Finds the class of an instance. */
export function classOfInstance(
  value: object,
  prototype: object,
  classes: ClassRegistry | undefined,
): AnyFunction | undefined {
  const type: unknown = Reflect.get(prototype, "constructor", value);
  if (isClassOf(type, prototype)) return type;
  const own: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
  return isClassOf(own, prototype) ? own : classes?.makerOf?.(prototype);
}

/**
 * Tells whether the `constructor` that an object has of its own is its class, as in some
 * packages.
 */
export function ownsItsClass(
  value: object,
  prototype: object | null,
  classes: ClassRegistry | undefined,
): boolean {
  const own: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
  return prototype !== null && typeof own === "function" &&
    own === classOfInstance(value, prototype, classes);
}

function isClassOf(type: unknown, prototype: object): type is AnyFunction {
  return typeof type === "function" && type.prototype === prototype;
}
