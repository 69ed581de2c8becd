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
  /**
   * @param instance An instance.
   * @returns The values of its private fields, in an order `write` understands.
   */
  read(instance: object): unknown[];
  /** @returns An instance that has its private members, but no values in them yet. */
  create(): object;
  /**
   * Makes an instance of what only the platform can make, such as a Map.
   *
   * @param object An object of the kind that the class extends.
   */
  adopt(object: object): void;
  /**
   * @param instance An instance made by `create` or `adopt`.
   * @param values What `read` gave.
   */
  write(instance: object, values: readonly unknown[]): void;
}

/** The classes a map knows: an instance of one travels under its id and arrives as an instance. */
export interface ClassRegistry {
  /**
   * Asked when an instance is encoded.
   *
   * @param constructor The class of the instance.
   * @returns The id of the class, or `undefined` if the map does not know it.
   */
  idOf(constructor: AnyFunction): string | undefined;
  /**
   * Asked when an instance is decoded.
   *
   * @param id The id the instance travelled under.
   * @param name The name its class had.
   * @returns The class, or `undefined` if there is none of that id.
   */
  classOf(id: string, name: string): AnyFunction | undefined;
  /**
   * Asked for a prototype that does not name its class, as older code has them.
   *
   * @param prototype What an instance inherits from.
   * @returns The function of the map that makes such instances, or `undefined` if there is none.
   */
  makerOf?(prototype: object): AnyFunction | undefined;
  /** Whether instances of a class that is not found are refused, and not sent as plain objects. */
  readonly isStrict?: boolean;
  /**
   * Asked for classes whose instances have private members.
   *
   * @param constructor The class.
   * @returns The access to them, or `undefined` if its instances have none.
   */
  privatesOf?(constructor: AnyFunction): PrivateAccess | undefined;
  /**
   * Asked for objects and symbols that may be there on the other side, too, and are not to become two.
   *
   * @param value What was met.
   * @returns Its number, or `undefined` if a copy of it is sent.
   */
  sameIdOf?(value: object | symbol): number | undefined;
  /**
   * Asked for what came by number.
   *
   * @param id The number.
   * @returns What has it here, or `undefined` if nothing has.
   */
  sameOf?(id: number): object | symbol | undefined;
  /**
   * Encodes something that may hold instances whose private members have to be read ahead.
   *
   * @param encode Encodes it, perhaps more than once.
   * @returns What it gave in the end.
   */
  withPrivates?<T>(encode: () => T): Promise<T>;
}

/**
 * Finds the class of an instance.
 *
 * @param value The instance.
 * @param prototype What it inherits from.
 * @param classes The classes the map knows.
 * @returns The class or function, or `undefined` if nothing leads to it.
 */
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
 * Tells whether the `constructor` that an object has of its own is its class, as in some packages.
 *
 * @param value The object.
 * @param prototype What it inherits from.
 * @param classes The classes the map knows.
 * @returns Whether it is.
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
