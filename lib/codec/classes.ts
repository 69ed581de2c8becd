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
   * Asked when an instance is encoded whose prototype does not name its class.
   *
   * @param prototype The prototype.
   * @returns The id of the class, or `undefined` if the map does not know it.
   */
  idOfPrototype?(prototype: object): string | undefined;
  /**
   * Asked when an instance is decoded.
   *
   * @param id The id the instance travelled under.
   * @returns The class, or `undefined` if there is none of that id.
   */
  classOf(id: string): AnyFunction | undefined;
  /**
   * Asked for classes whose instances have private members.
   *
   * @param constructor The class.
   * @returns The access to them, or `undefined` if its instances have none.
   */
  privatesOf?(constructor: AnyFunction): PrivateAccess | undefined;
  /**
   * Encodes something that may hold instances whose private members have to be read ahead.
   *
   * @param encode Encodes it, perhaps more than once.
   * @returns What it gave in the end.
   */
  withPrivates?<T>(encode: () => T): Promise<T>;
}
