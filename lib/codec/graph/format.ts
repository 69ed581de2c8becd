/**
 * What objects are written as beside their data.
 *
 * @module
 */

/** Attributes of a property in a DECORATED object, as bits. */
export const ATTRIBUTE = { WRITABLE: 1, ENUMERABLE: 2, CONFIGURABLE: 4, ACCESSOR: 8 } as const;

/** Flags of a DECORATED object. */
export const DECORATED_FLAG = {
  /** No property can be added. */
  NOT_EXTENSIBLE: 1,
  /** Nor taken away. */
  SEALED: 2,
  /** Nor changed. */
  FROZEN: 4,
  /** The class is also the object's own `constructor`. */
  OWN_CLASS: 8,
} as const;

/** The method by which an instance says how it travels: it returns what to send in its place. */
export const SERIALIZE: unique symbol = Symbol.for("htmap.serialize") as never;

/** The static method that makes an instance of what the other one returned. */
export const DESERIALIZE: unique symbol = Symbol.for("htmap.deserialize") as never;
