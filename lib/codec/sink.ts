/**
 * Where values are written, as the kinds of object see it.
 *
 * @module
 */

import type { ClassRegistry } from "./class_registry.ts";

/** What the capture of a function adds to the codec. */
export interface CaptureHooks {
  /**
   * Asked for every function and symbol, and for every object that is not of a usual kind.
   *
   * @param value What was met.
   * @returns Its number in a table the reader has too, or `undefined` if it travels as data.
   */
  known(value: object | symbol): number | undefined;
  /**
   * Asked for each object before it is written.
   *
   * @param value The object.
   * @returns The number of its class if only the class can make it, for its private members.
   */
  maker(value: object): number | undefined;
  /** Told of each object of another prototype than its kind's, after the object was written. */
  instance(value: object): void;
}

/** The part of a buffer that is written, because no view looks at the rest. */
export interface Window {
  /** The first byte. */
  from: number;
  /** The byte after the last. */
  to: number;
}

/** What an encoder needs to know. */
export interface EncoderOptions {
  /** The classes whose instances may be written. */
  classes?: ClassRegistry | undefined;
  /** Given for captured values: these keep accessors, attributes and prototypes. */
  hooks?: CaptureHooks | undefined;
}

/** Where values are written. */
export interface Sink {
  readonly classes: ClassRegistry | undefined;
  readonly hooks: CaptureHooks | undefined;
  /** The parts of buffers to write, of those that only views in part look at. */
  readonly windows: Map<object, Window>;
  /** Whether `windows` grew after it was used, so that all has to be written once more. */
  windowsGrew: boolean;
  /** Whether an instance of a class of the map was written. */
  usesClasses: boolean;
  /** Writes a value. */
  value(value: unknown): void;
  /** Writes properties as a CBOR map. */
  entries(value: object, keys: readonly string[]): void;
  /** Writes the elements of an array. */
  items(value: readonly unknown[]): void;
  /** Writes an array with holes. */
  sparse(value: unknown[], keys: readonly string[]): void;
  /** Writes a reference to an object that was written before. */
  reference(value: object): void;
  /** Gives an object the next number, and tells whether it had none. */
  meet(value: object): boolean;
  /** Does something, adding a step to the path of a refusal. */
  inside(write: () => void, step: string): void;
  /** Writes a tag. */
  tag(tag: number): void;
  /** Writes the head of an item. */
  head(major: number, count: number): void;
  /** Writes the head of an array. */
  array(length: number): void;
  /** Writes a number. */
  number(value: number): void;
  /** Writes a text. */
  string(value: string): void;
  /** Writes bytes. */
  bytes(bytes: Uint8Array): void;
  /** Writes a boolean. */
  boolean(value: boolean): void;
  /** Writes `null`. */
  null(): void;
}
