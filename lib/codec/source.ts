/**
 * Where values are read from, as the kinds of object see it.
 *
 * @module
 */

import type { ClassRegistry } from "./class_registry.ts";

/** Makes instances of classes that have private members. */
export interface InstanceMaker {
  /** Makes an instance that has nothing but its private members. */
  create(type: unknown): object;
  /** Gives an object, which has its prototype and little more, the private members of its class. */
  mark(object: object): void;
}

/** Where values are read from. */
export interface Source {
  readonly classes: ClassRegistry | undefined;
  /** What captured values refer to by number. */
  readonly known: readonly unknown[] | undefined;
  /** Prototypes made for classes that are not here, by their names. */
  readonly foreign: Map<string, object>;
  /** Reads the next value. */
  value(): unknown;
  /** Reads a value; if it is an array, one that nothing refers to, and that is not counted. */
  unlisted(): unknown;
  /** Reads a value that must be a number. */
  number(what: string): number;
  /** Reads a value that must be a text. */
  textValue(what: string): string;
  /** Reads the head of an array. */
  items(what: string): number;
  /** Reads the head of a map. */
  pairs(): number;
  /** Reads bytes; they are a view of the input, to be copied. */
  binary(what: string): Uint8Array;
  /** Makes room in the list of objects for one that exists only when all of it was read. */
  reserve(): number;
  /** Puts an object in the list, before what it holds is read. */
  remember<T extends object>(value: T, at?: number): T;
  /** Makes instances of classes that have private members; only there for captured values. */
  readonly maker: InstanceMaker | undefined;
}
